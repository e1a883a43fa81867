import { mkdirSync, readdirSync, readFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { expect } from 'vitest';
import { root } from '../support/paths.ts';
import { runMegabase } from './serve-process.ts';
import { colorsOf, drawn, lineColors, listed, openPanel, openTutorial, predict } from './steps.ts';
import { describeWindow, type OpenWindow } from './window.ts';

const region = 'chrT1:550,001-680,000';

describeWindow('the tutorial', (windowTest) => {
  windowTest('goes from first start to exported files', async ({ home, open }) => {
    const window = await open();
    const { page, shoot } = window;
    await shoot('start page');
    await openTutorial(page);
    await page.getByRole('button', { name: 'Show a 40,000 bp region' }).click();
    const locus = page.getByRole('combobox', { name: 'Gene, region or variant' });
    await expect.poll(() => locus.inputValue()).toBe('chrT1:120,001-160,000');
    await shoot('tutorial step 1');

    await page.getByRole('button', { name: 'Next' }).click();
    await page.getByRole('button', { name: 'Predict chrT1', exact: true }).waitFor();
    await predict(page, region);
    await page.getByText(/layer \d of 4/).waitFor({ timeout: 60_000 });
    await shoot('prediction running');
    await listed(page, 'Promoter');
    const blank = await colorsOf(page, 'Promoter');
    expect(blank, 'only lines where nothing was read').toBeLessThanOrEqual(lineColors);
    await page.keyboard.press('Escape');
    for (let step = 3; step <= 5; step++) {
      await page.getByRole('button', { name: 'Next' }).click();
    }
    // What was marked before stays.
    await openPanel(page, 'Data');
    await page.getByRole('button', { name: 'Mark visible region' }).click();
    const marks = page.getByLabel('Marked regions').getByRole('listitem');
    await expect.poll(() => marks.count()).toBe(1);
    await page.getByRole('button', { name: 'Show both' }).click();
    await expect.poll(() => marks.count()).toBe(3);
    await page.keyboard.press('Escape');
    await expect.poll(() => locus.inputValue()).toBe('chrT1:550,001-680,000');
    await drawn(page, 'Active promoter');
    await shoot('tutorial step 5');

    await page.getByRole('button', { name: 'Next' }).click();
    const written = join(home, 'window');
    mkdirSync(written);
    await page.getByLabel('Export the predictions').getByRole('button', { name: 'Export' }).click();
    await exportAs(window, 'bedGraph', written, 'run.bedgraph');
    await exportAs(window, 'bigWig', written, 'run.bw');
    await shoot('export dialog');

    // The same run, by the command line.
    const printed = join(home, 'command-line');
    mkdirSync(printed);
    for (const name of ['run.bedgraph', 'run.bw']) {
      const fasta = join(root, 'resources/tutorial/tutorial.fa.gz');
      const what = ['--region', region, '--flank', '0', '--model', 'hawk-tutorial', '--json'];
      const out = ['--out', join(printed, name)];
      const summary = await runMegabase(home, ['predict', '--fasta', fasta, ...what, ...out]);
      expect(summary).toContain('"fromCache":true');
    }
    const names = readdirSync(printed).sort();
    expect(names.length).toBeGreaterThan(3);
    expect(readdirSync(written).sort()).toEqual(names);
    for (const name of names) {
      const same = readFileSync(join(written, name)).equals(readFileSync(join(printed, name)));
      expect(same, name).toBe(true);
    }
  });
});

/** By the file dialog the first time, by typing the path the second. */
async function exportAs(window: OpenWindow, format: string, folder: string, name: string) {
  const { page } = window;
  const dialog = page.getByRole('dialog', { name: 'Export' });
  await dialog.getByLabel('Format').selectOption({ label: format });
  if (readdirSync(folder).length === 0) {
    await dialog.getByRole('button', { name: 'Choose...' }).click();
    await window.saveFile(folder, name);
  } else {
    await dialog.getByLabel('File', { exact: true }).fill(join(folder, name));
  }
  await dialog.getByRole('button', { name: 'Export', exact: true }).click();
  await dialog
    .getByText(join(folder, basename(name, '.bw')))
    .first()
    .waitFor();
}
