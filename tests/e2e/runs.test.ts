import type { Page } from 'playwright-core';
import { expect } from 'vitest';
import { runMegabase } from './serve-process.ts';
import { colored, goTo, listed, openPanel, openTutorial, patience, predict, row } from './steps.ts';
import { describeWindow } from './window.ts';

/** Whole bins, so that what is read is no wider. */
const [first, second] = ['chrT1:307,201-327,680', 'chrT1:312,321-332,800'] as const;

describeWindow('runs', (windowTest) => {
  windowTest('are laid over each other, and deleted', async ({ open }) => {
    const { page, shoot } = await open();
    await openTutorial(page);
    for (const region of [first, second]) {
      await predict(page, region);
      const jobs = page.getByRole('region', { name: 'Jobs' });
      await jobs.getByText(`${region} with Hawk tutorial`).waitFor();
      await jobs.getByText('done', { exact: true }).waitFor({ timeout: 60_000 });
    }
    await goTo(page, 'chrT1:300,001-335,000');
    await openPanel(page, 'Runs');
    await card(page, first).getByLabel('Compare').check();
    await page.getByText('Select a second run to compare.').waitFor();
    await card(page, second).getByLabel('Compare').check();
    const name = `Promoter, ${first} and Promoter, ${second}`;
    const compared = row(page, name);
    await compared.waitFor();
    await colored(page, name);
    await shoot('two runs compared');
    await page.getByLabel('Second run').selectOption('minus the first');
    const less = `Promoter, ${second} minus Promoter, ${first}`;
    await row(page, less).waitFor();
    await compared.waitFor({ state: 'detached' });
    await colored(page, less);
    await page.getByRole('button', { name: 'End comparison' }).click();
    await row(page, less).waitFor({ state: 'detached' });

    const remove = card(page, first).getByRole('button', { name: 'Delete...' });
    await remove.click();
    await page.getByRole('button', { name: 'Keep' }).click();
    expect(await card(page, first).count()).toBe(1);
    await remove.click();
    await page.getByRole('button', { name: 'Delete run' }).click();
    await expect.poll(() => card(page, first).count()).toBe(0);
    const context = page.locator('#genome-browser').getByText(`Context: ${first}`);
    await expect.poll(() => context.count(), patience).toBe(0);
    expect(await card(page, second).count()).toBe(1);
  });

  windowTest('that the cache lost are shown, and made anew', async ({ home, open }) => {
    const { page, shoot } = await open();
    await openTutorial(page);
    await predict(page, first);
    await listed(page, 'Promoter');
    // A pass that still runs would write its run behind the pruning.
    const jobs = page.getByRole('region', { name: 'Jobs' });
    await jobs.getByText('done', { exact: true }).waitFor({ timeout: 60_000 });
    await runMegabase(home, ['cache', 'prune', '--all']);
    await page.getByRole('button', { name: 'Megabase', exact: true }).click();
    await openTutorial(page);
    await openPanel(page, 'Runs');
    await card(page, first)
      .getByText(/^No longer in the cache:/)
      .waitFor();
    await shoot('lost run');
    expect(await row(page, 'Promoter').count()).toBe(0);
    await page.getByRole('button', { name: `Predict again: ${first}` }).click();
    await listed(page, 'Promoter');
    await expect.poll(() => page.getByText(/^No longer in the cache:/).count()).toBe(0);
  });
});

/** What the panel tells of the run of a region. */
function card(page: Page, region: string) {
  const heading = page.getByText(region, { exact: true });
  return page.getByRole('listitem').filter({ has: page.locator('strong').and(heading) });
}
