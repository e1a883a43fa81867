import { join } from 'node:path';
import type { Page } from 'playwright-core';
import { expect } from 'vitest';
import { hasSamtools } from '../formats/fixtures.ts';
import {
  chooseModel,
  closeNotice,
  colorsOf,
  drawing,
  goTo,
  hasItsRoom,
  listed,
  openPanel,
  patience,
  predict,
  row,
} from './steps.ts';
import { writeTwoContigs } from './two-contigs.ts';
import { describeWindow } from './window.ts';

const coding = 'Coding sequence, + strand';
const widths = [1280, 1440, 1920] as const;

describeWindow("a laboratory's own yeast", (windowTest) => {
  windowTest(
    'is looked through as in IGV, with two models over it',
    async ({ home, open }) => {
      const { folder, known, ...files } = writeTwoContigs(join(home, 'data'));
      const { page, pickFiles, shoot, parts } = await open();
      const box = page.getByRole('combobox', { name: 'Gene, region or variant' });
      const button = (name: string | RegExp) => page.getByRole('button', { name }).first();
      const shootAt = async (name: string) => {
        for (const width of widths) {
          await page.setViewportSize({ width, height: Math.round((width * 5) / 8) });
          await settled(page);
          await shoot(`${name} ${width}`);
        }
        await page.setViewportSize({ width: 1440, height: 900 });
        await settled(page);
      };

      await button('Open a genome').click();
      await pickFiles(folder, [files.fasta]);
      await page.getByRole('region', { name: 'What to do next' }).waitFor();
      await shoot('lab yeast opened');
      await button(/^Add files/).click();
      // The dialog begins where the genome lies.
      const at = page.getByRole('dialog').getByLabel('Folder on the computer running Megabase');
      await expect.poll(() => at.inputValue(), patience).toBe(folder);
      await pickFiles(folder, [files.genes, files.bam, files.vcf]);
      await closeNotice(page, /was added/);
      await listed(page, files.bam);

      // By any name, with what lies upstream; also where reads are few, or none.
      for (const { contig, id, symbol, alias } of known) {
        for (const name of [id, symbol, alias]) {
          await box.fill(name);
          await box.press('Enter');
          await expect.poll(() => box.inputValue(), patience).toMatch(new RegExp(`^${contig}:`));
        }
      }
      await goTo(page, 'chrI:30,000-31,000');
      await goTo(page, 'chrII:2,000-3,000');
      await goTo(page, 'chrI:4,951-5,051');
      await expect.poll(() => colorsOf(page, files.bam), patience).toBeGreaterThan(1);
      expect(parts.filter(({ status }) => status >= 400)).toEqual([]);

      // Three runs of one model are rows of one group; a second model has one of its own.
      await button(/^Predict/).click();
      for (const region of ['chrI:1-12,000', 'chrI:8,001-20,000', 'chrII:15,001-27,000']) {
        await finish(page, region, 'Hawk yeast');
      }
      await chooseModel(page, 'Hawk tutorial 1.0.0');
      await page
        .getByText(/^Not for biology/)
        .first()
        .waitFor();
      await finish(page, 'chrI:1-12,000', 'Hawk tutorial');
      await page.keyboard.press('Escape');
      const heading = (name: RegExp) =>
        page.locator('#genome-browser').getByRole('group', { name });
      await expect.poll(() => heading(/^Hawk yeast/).count(), patience).toBe(1);
      await expect.poll(() => heading(/^Hawk tutorial/).count()).toBe(1);
      await heading(/^Hawk tutorial/)
        .getByText(/^Not for biology/)
        .waitFor();
      expect(await row(page, coding).count()).toBe(1);
      await goTo(page, 'chrI:1-30,000');
      await expect.poll(() => colorsOf(page, coding), patience).toBeGreaterThan(3);
      await shootAt('lab yeast light');

      // What nobody has read of the genome is hatched in a prediction.
      await goTo(page, 'chrII:18,001-26,000');
      await settled(page);
      await shoot('lab yeast gap');

      // A mark bears its name over the genome, and a key leads back to it.
      await page.keyboard.press('m');
      await openPanel(page, 'Data');
      const mark = page.getByLabel('Name of mark chrII:18,001-26,000');
      await mark.fill('centromere');
      await mark.press('Enter');
      await page.keyboard.press('Escape');
      await goTo(page, 'chrII:10,001-30,000');
      await page.locator('#genome-browser').getByRole('button', { name: 'centromere' }).waitFor();
      await shoot('lab yeast mark');
      await page.locator('#genome-browser').focus();
      await page.keyboard.press('.');
      await expect.poll(() => box.inputValue(), patience).toBe('chrII:18,001-26,000');

      // The right button opens a row's options over its data, too.
      await drawing(page, coding).click({ button: 'right', position: { x: 200, y: 20 } });
      const options = page.getByRole('dialog', { name: `Options of ${coding}` });
      await options.waitFor();
      await shoot('lab yeast options');
      // What is exported of a row is its track alone.
      await options.getByRole('button', { name: 'Export...', exact: true }).click();
      const tracks = page.getByRole('dialog').getByRole('group', { name: 'Tracks' });
      await tracks.getByRole('checkbox', { name: coding, checked: true }).waitFor();
      expect(await tracks.getByRole('checkbox', { checked: true }).count()).toBe(1);
      await page.keyboard.press('Escape');

      // Arranged by drag, and taken back.
      const names = () => rowNames(page);
      await goTo(page, 'chrI:8,001-14,000');
      const before = await names();
      const second = before[before.indexOf(coding) + 1]!;
      await row(page, second).dragTo(row(page, coding));
      await expect.poll(names, patience).not.toEqual(before);
      await page.locator('#genome-browser').focus();
      await page.keyboard.press('Control+z');
      await expect.poll(names, patience).toEqual(before);

      // Two loci side by side.
      await box.fill('chrI:8,001-14,000 chrII:16,001-22,000');
      await box.press('Enter');
      await expect.poll(() => drawing(page, coding).count(), patience).toBe(2);
      await page.getByRole('group', { name: 'Loci side by side' }).waitFor();
      await settled(page);
      await shoot('lab yeast two loci');
      await button('Close chrII:16,001-22,000').click();
      await expect.poll(() => drawing(page, coding).count(), patience).toBe(1);

      // A page that is loaded again in mid-job has the job, and the place.
      await chooseModel(page, 'Hawk yeast 1.0.0');
      await predict(page, 'chrI:1-60,000');
      const job = page.getByRole('article', { name: 'chrI:1-60,000 with Hawk yeast' });
      await job.waitFor();
      await page.reload();
      await job.getByText('done', { exact: true }).waitFor(patience);
      await expect.poll(() => box.inputValue(), patience).toBe('chrI:8,001-14,000');
      await expect.poll(names, patience).toEqual(before);

      await page.keyboard.press('Escape');
      await page.emulateMedia({ colorScheme: 'dark' });
      await page.locator(':root[data-theme=dark]').waitFor({ state: 'attached' });
      await openPanel(page, 'Runs');
      await shootAt('lab yeast dark');
    },
    { skip: !hasSamtools },
  );
});

/** Predicts, and waits for the end; what the jobs say is put away. */
async function finish(page: Page, region: string, model: string): Promise<void> {
  await predict(page, region);
  const title = `${region} with ${model}`;
  const jobs = page.getByRole('region', { name: 'Jobs' });
  const close = jobs.getByRole('button', { name: `Close: ${title}` });
  await close.waitFor(patience);
  await close.click();
  await close.waitFor({ state: 'detached' });
}

/** Until the view has its room, and what it asked for has come. */
async function settled(page: Page): Promise<void> {
  await expect.poll(() => hasItsRoom(page), patience).toBe(true);
  await page.waitForLoadState('networkidle');
  await page.evaluate(
    'new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done)))',
  );
}

/** Of all rows beside the genome, from top to bottom. */
function rowNames(page: Page): Promise<string[]> {
  return page
    .locator('#genome-browser')
    .getByRole('group')
    .evaluateAll((rows: { ariaLabel: string | null }[]) =>
      rows.map(({ ariaLabel }) => ariaLabel ?? ''),
    );
}
