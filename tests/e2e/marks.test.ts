import type { Page } from 'playwright-core';
import { expect } from 'vitest';
import { goTo, hasItsRoom, listed, openPanel, openTutorial, patience } from './steps.ts';
import { describeWindow } from './window.ts';

describeWindow('marked regions', (windowTest) => {
  windowTest('are there again when the page is loaded anew', async ({ open }) => {
    const { page, shoot } = await open();
    await openTutorial(page);
    await goTo(page, 'chrT1:120,001-160,000');
    await openPanel(page, 'Data');
    await page.getByRole('button', { name: 'Mark visible region' }).click();
    await page.getByLabel('Name of mark chrT1:120,001-160,000').fill('cluster');
    await page.keyboard.press('Enter');
    await goTo(page, 'chrT1:100,001-180,000');
    await expect.poll(() => shaded(page), patience).toEqual(['chrT1-120000-160000']);
    await markByMouse(page);
    const marks = page.getByLabel('Marked regions').getByRole('listitem');
    await expect.poll(() => marks.count()).toBe(2);
    await expect.poll(async () => (await shaded(page)).length, patience).toBe(2);
    const both = await shaded(page);
    await shoot('marked regions');

    await page.reload();
    await listed(page, 'sample.bam');
    await goTo(page, 'chrT1:100,001-180,000');
    await expect.poll(() => shaded(page), patience).toEqual(both);
    await openPanel(page, 'Data');
    const name = page.getByLabel('Name of mark chrT1:120,001-160,000');
    expect(await name.inputValue()).toBe('cluster');
    await page.getByRole('button', { name: 'Remove mark chrT1:120,001-160,000' }).click();
    await expect.poll(() => shaded(page), patience).toEqual(both.slice(1));
  });

  windowTest('are taken away where they are seen', async ({ open }) => {
    const { page } = await open();
    await openTutorial(page);
    await goTo(page, 'chrT1:100,001-180,000');
    await openPanel(page, 'Data');
    await markByMouse(page);
    await expect.poll(async () => (await shaded(page)).length, patience).toBe(1);
    await page.locator('.igv-roi-region > div').click();
    await page.getByText('Remove mark', { exact: true }).click();
    await expect.poll(() => shaded(page), patience).toEqual([]);
    await page.getByText('Mark regions to return to').waitFor();
  });
});

/** The regions that igv shades, as it names them: contig, first base from 0, end. */
function shaded(page: Page): Promise<string[]> {
  return page.evaluate<string[]>(`(() => {
    const all = [...document.querySelectorAll('#genome-browser *')];
    const tree = all.map((one) => one.shadowRoot).find(Boolean);
    const regions = [...(tree?.querySelectorAll('.igv-roi-region') ?? [])];
    return regions.map(({ dataset }) => dataset.region).sort();
  })()`);
}

/** Shift and drag along the ruler, right of the middle. */
async function markByMouse(page: Page): Promise<void> {
  await expect.poll(() => hasItsRoom(page), patience).toBe(true);
  // The ruler lies on top of the column that it sweeps.
  const column = page.locator('.igv-ruler-sweeper').locator('..');
  const { x, y, width } = (await column.boundingBox())!;
  await page.keyboard.down('Shift');
  await page.mouse.move(x + 0.8 * width, y + 12);
  await page.mouse.down();
  await page.mouse.move(x + 0.9 * width, y + 12, { steps: 4 });
  await page.mouse.up();
  await page.keyboard.up('Shift');
}
