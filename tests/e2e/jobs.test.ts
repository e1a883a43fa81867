import { readFileSync, truncateSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect } from 'vitest';
import { writeRandomModel } from '../support/random-model.ts';
import { listed, openPanel, openTutorial, predict, row } from './steps.ts';
import { describeWindow } from './window.ts';

describeWindow('jobs', (windowTest) => {
  windowTest('a running prediction is cancelled, and begun again', async ({ open }) => {
    const { page, shoot } = await open();
    await openTutorial(page);
    await predict(page, 'chrT1:1-900,000');
    await page.getByText(/layer \d of 4/).waitFor({ timeout: 60_000 });
    await page.getByRole('button', { name: /^Cancel chrT1:1-900,000/ }).click();
    await page.getByText('cancelled; computed parts are kept').waitFor();
    await shoot('cancelled');
    expect(await row(page, 'Promoter').count()).toBe(0);

    // Another one is computed at once: nothing of the cancelled one holds it up.
    await predict(page, 'chrT1:1-8,000');
    await listed(page, 'Promoter');
    // What is over moves behind it.
    await page.getByRole('button', { name: /^Activity/ }).click();
    await page.getByRole('button', { name: 'Close: chrT1:1-900,000 with Hawk tutorial' }).click();
    await expect.poll(() => page.getByText(/^cancelled;/).count()).toBe(0);
  });

  windowTest('a failed one stays, says why, and works once mended', async ({ home, open }) => {
    const folder = join(home, 'lab-model');
    writeRandomModel(folder, {
      seed: 1,
      config: { model_type: 'hawk' },
      tracks: { count: 2, bin: 16 },
    });
    const { page, pickFolder, shoot } = await open();
    await openTutorial(page);
    await openPanel(page, 'Models');
    await page.getByRole('button', { name: 'Import a folder...' }).click();
    await pickFolder(folder);
    const card = page.getByRole('listitem').filter({ hasText: 'Random hawk' });
    await card.getByText('imported').waitFor();
    await card.getByRole('button', { name: 'Use', exact: true }).click();
    await card.getByText('imported, in use').waitFor();

    // The weights are cut while the job waits: what is asked for now would be refused at once.
    await predict(page, 'chrT1:1-4,000');
    await listed(page, 'Track 0');
    await page.getByRole('button', { name: 'Close: chrT1:1-4,000 with Random hawk' }).click();
    await page.getByLabel('Model', { exact: true }).selectOption({ label: 'Hawk tutorial 1.0.0' });
    await predict(page, 'chrT1:1-1,000,000');
    await page.getByText(/layer \d of 4/).waitFor({ timeout: 60_000 });
    await page.getByLabel('Model', { exact: true }).selectOption({ label: 'Random hawk 1.0.0' });
    await predict(page, 'chrT1:4,001-8,000');
    await page.getByText('1 queued').waitFor();
    const weights = join(home, 'megabase/models/random-hawk/model.safetensors');
    const whole = readFileSync(weights);
    truncateSync(weights, whole.length - 1_000);
    await page.getByRole('button', { name: /^Cancel chrT1:1-1,000,000/ }).click();
    const alert = page.getByRole('alert');
    await alert.waitFor();
    const said = await alert.innerText();
    expect(said).toContain('model.safetensors');
    expect(said).toMatch(/What to do: \S+/);
    await shoot('failed job');

    // It stays, whatever else is done.
    await page.keyboard.press('Escape');
    await openPanel(page, 'Runs');
    await page.getByText('chrT1:1-4,000', { exact: true }).waitFor();
    expect(await alert.innerText()).toBe(said);

    writeFileSync(weights, whole);
    const job = page.getByRole('article', { name: 'chrT1:4,001-8,000 with Random hawk' });
    await job.getByRole('button', { name: 'Try again' }).click();
    await job.getByText('done', { exact: true }).waitFor();
    await page.getByText('chrT1:4,001-8,000', { exact: true }).waitFor();
    await expect.poll(() => alert.count()).toBe(0);
  });
});
