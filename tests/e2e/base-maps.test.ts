import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Page } from 'playwright-core';
import { expect } from 'vitest';
import { root } from '../support/paths.ts';
import { runMegabase } from './serve-process.ts';
import {
  colorsOf,
  drawing,
  goTo,
  hasItsRoom,
  listed,
  openPanel,
  openTutorial,
  patience,
} from './steps.ts';
import { describeWindow } from './window.ts';

/** The enhancer that chrT2's first gene needs stands at bases 5,454 to 5,468, on the reverse strand. */
const region = 'chrT2:5,440-5,482';
const [heatMap, triangle] = ['Mutagenesis: Active promoter at T2G001', 'Dependencies of bases'];

describeWindow('maps of bases', (windowTest) => {
  windowTest('are made, cancelled, drawn, read, exported and kept', async ({ home, open }) => {
    const { page, shoot } = await open();
    await openTutorial(page);
    await goTo(page, 'chrT2:5,430-5,492');
    await openPanel(page, 'Effects');
    const fill = async (where: string, flank: string) => {
      await page.getByLabel('Region', { exact: true }).fill(where);
      await page.getByLabel('Flank on each side').fill(flank);
    };
    const substitute = page.getByRole('button', { name: /^Substitute( \(already computed\))?$/ });

    // Too much at once, and cancelled.
    await page.getByLabel('What each substitution of a base does').check();
    await fill('chrT2:1-20,000', '0');
    await page.getByText('60,000 perturbed sequences').waitFor();
    await substitute.click();
    await page.getByText(/perturbed sequence [\d,]+ of [\d,]+/).waitFor();
    await page.getByRole('button', { name: /^Cancel Mutagenesis of chrT2:1-20,000/ }).click();
    await page.getByText('cancelled; computed parts are kept').waitFor();

    await fill(region, '400');
    await page.getByLabel('At a gene or a region').fill('T2G001');
    await page
      .getByText(
        `For each base of ${region}: what each of the three substitutions does to Active promoter at T2G001.`,
      )
      .waitFor();
    await page.getByText('129 perturbed sequences').waitFor();
    await substitute.click();
    await listed(page, heatMap);
    await page.getByText('Already computed. It will be shown immediately.').waitFor();
    await page.getByLabel('Which bases depend on which').check();
    await page.getByText('129 perturbed sequences').waitFor();
    await substitute.click();
    await listed(page, triangle);
    await goTo(page, 'chrT2:5,430-5,492');
    // Signs and their strengths, four letters; and many strengths of one colour.
    await expect.poll(() => colorsOf(page, heatMap), patience).toBeGreaterThan(8);
    await expect.poll(() => colorsOf(page, triangle), patience).toBeGreaterThan(20);
    await shoot('maps of bases');

    // Under the pointer: the C of base 5,459, where a T is put in.
    await page.getByRole('button', { name: 'Close Effects' }).click();
    await expect.poll(() => hasItsRoom(page), patience).toBe(true);
    await goTo(page, 'chrT2:5,430-5,492');
    const at = await pixelOf(page, heatMap, 5459.5 - 5430, 0.95);
    await page.mouse.move(at.x, at.y);
    const title = () => drawing(page, heatMap).getAttribute('title');
    await expect
      .poll(title, patience)
      .toMatch(/^chrT2:5,459 C>T\n-0\.99\d? probability; -0\.2\d+ from/);
    await page.mouse.click(at.x, at.y);
    const card = page.getByRole('region', { name: 'Selected base' });
    await card.getByText('chrT2, C 5,459').waitFor();
    await expect.poll(() => card.getByRole('row').count()).toBe(5);
    await card.getByRole('button', { name: 'Next base' }).press('Enter');
    await card.getByText('chrT2, G 5,460').waitFor();
    await page.keyboard.press('Escape');

    const pair = await pixelOf(page, triangle, 5461 - 5430, 0.2);
    await page.mouse.move(pair.x, pair.y);
    const hover = () => drawing(page, triangle).getAttribute('title');
    await expect
      .poll(hover, patience)
      .toMatch(/^[ACGT] 5,4\d\d substituted, [ACGT] 5,4\d\d depends: \d/);
    await page.mouse.click(pair.x, pair.y);
    const square = page.getByRole('application', { name: /^Dependency map/ });
    await square.focus();
    const lines = page.locator('#pair-lines');
    const before = await lines.innerText();
    await page.keyboard.press('ArrowRight');
    await expect.poll(() => lines.innerText()).not.toBe(before);
    await shoot('dependency square');
    await page.keyboard.press('Escape');

    // The same as the commands write.
    const inputs = ['--fasta', 'tutorial.fa.gz', '--annotation', 'tutorial.gff3'].map((name) =>
      name.startsWith('--') ? name : join(root, 'resources/tutorial', name),
    );
    const where = ['--region', region, '--flank', '400', '--model', 'hawk-tutorial', '--no-cache'];
    const readout = ['--readout', 'expression@T2G001'];
    for (const [name, command, args] of [
      [heatMap, 'mutagenesis', [...inputs, ...readout]],
      [triangle, 'dependencies', inputs.slice(0, 2)],
    ] as const) {
      const [written, printed] = [join(home, `${command}.tsv`), join(home, `${command}-cli.tsv`)];
      await exportRow(page, name, written);
      await runMegabase(home, [command, ...args, ...where, '--out', printed]);
      expect(readFileSync(written, 'utf8')).toBe(readFileSync(printed, 'utf8'));
    }

    await page.reload();
    await listed(page, heatMap);
    await listed(page, triangle);
    await openPanel(page, 'Effects');
    const mapCard = page.getByRole('listitem').filter({ hasText: heatMap });
    await mapCard.getByText('Largest changes').click();
    const largest = mapCard.getByRole('list', { name: 'Largest changes' }).getByRole('button');
    await largest.first().press('ArrowDown');
    await largest.nth(1).press('Enter');
    await card.getByText(/^chrT2, [ACGT] 5,4(5[4-9]|6[0-8])$/).waitFor();
    await mapCard.getByLabel('Shown', { exact: true }).uncheck();
    await page.getByRole('group', { name: heatMap }).waitFor({ state: 'detached' });
    await card.waitFor({ state: 'detached' });
  });

  windowTest('and the context effect is a row of its own', async ({ open }) => {
    const { page, shoot } = await open();
    await openTutorial(page);
    await openPanel(page, 'Predict');
    await page.getByLabel('Region', { exact: true }).fill('chrT1:396,033-440,064');
    await page.getByLabel('Flank on each side').fill('0');
    await page.getByLabel('What distal context changes in it').check();
    await page.getByText(/^Memory/).waitFor();
    await page.getByRole('button', { name: 'Predict', exact: true }).last().click();
    const name = 'Active promoter: context effect';
    await listed(page, name);
    await goTo(page, 'chrT1:396,033-440,064');
    // A gene whose enhancer is 25 kbp away is active only with what lies in between.
    const at = await pixelOf(page, name, 438_516 - 396_033, 0.5, 44_032);
    await expect
      .poll(async () => {
        await page.mouse.move(at.x - 1, at.y);
        await page.mouse.move(at.x, at.y);
        return drawing(page, name).getAttribute('title');
      }, patience)
      .toMatch(/context effect 0\.[89]\d* difference of probability[^]*reset every 12,288 bp/);
    await shoot('context effect');
  });
});

/** px of the page over a base of the view, so many bp wide, at a share of a row's height. */
async function pixelOf(page: Page, row: string, bases: number, share: number, width = 63) {
  const box = (await drawing(page, row).boundingBox())!;
  return { x: box.x + (bases / width) * box.width, y: box.y + share * box.height };
}

/** By the row's menu. */
async function exportRow(page: Page, row: string, path: string): Promise<void> {
  await page.getByRole('button', { name: `Options of ${row}` }).click();
  await page.getByRole('dialog').getByRole('button', { name: 'Export...' }).click();
  const dialog = page.getByRole('dialog', { name: /^Export a/ });
  await dialog.getByLabel('File', { exact: true }).fill(path);
  await dialog.getByRole('button', { name: 'Export', exact: true }).click();
  await dialog.getByText(path).waitFor();
  await dialog.getByRole('button', { name: 'Close' }).last().click();
}
