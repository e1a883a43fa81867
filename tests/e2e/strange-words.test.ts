import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Page } from 'playwright-core';
import { expect } from 'vitest';
import { asWritten } from '../../src-renderer/browser/plain-text.ts';
import { hasSamtools } from '../formats/fixtures.ts';
import { drawing, goTo, openPanel, patience, predict } from './steps.ts';
import {
  boldMarkup,
  markup,
  strangeContig,
  strangeModel,
  tightMarkup,
  writeStrangeFiles,
  writeStrangeSignal,
  type StrangeFiles,
} from './strange-files.ts';
import { watchMarkup } from './watch-markup.ts';
import { describeWindow, type OpenWindow } from './window.ts';

describeWindow('names that look like markup', (windowTest) => {
  windowTest(
    'in files are text on tracks, in cards, in menus and in pictures',
    async ({ home, open }) => {
      const files = writeStrangeFiles(home);
      await writeStrangeSignal(home, files);
      const window = await open();
      const { page, shoot } = window;
      const faults = await watchMarkup(page);
      await openFiles(window, files);
      const { gff3, gtf, bed, bam, vcf, bigWig } = files;
      await expect.poll(() => labels(page), patience).toEqual([gff3, gtf, bed, bigWig, vcf, bam]);

      const said: [file: string, y: number, rows: Record<string, string>][] = [
        [gff3, 24, { Name: boldMarkup, 'key<b/data-stranger>': boldMarkup }],
        [gtf, 24, { note: markup }],
        [bed, 24, { Name: '<b/data-stranger>bold&copy' }],
        // The variant, and the genotype that is drawn below it.
        [vcf, 15, { ID: `id${tightMarkup}`, Filter: tightMarkup, NOTE: boldMarkup }],
        [vcf, 28, { Sample: `sample${markup}` }],
        [bam, 75, { 'Read Name': `read9${tightMarkup}`, CO: boldMarkup, RG: tightMarkup }],
      ];
      for (const [file, y, rows] of said) {
        await press(page, file, { share: 2_999.5 / 8_000, y });
        const card = page.getByLabel('Selected feature');
        await card.getByRole('heading', { name: file, exact: true }).waitFor();
        for (const [name, value] of Object.entries(rows)) {
          const term = card.locator('dl > div', { has: page.getByText(name, { exact: true }) });
          expect(await term.locator('dd').first().textContent(), `${file}: ${name}`).toBe(value);
        }
      }
      await shoot('strange names');
      await page.getByLabel('Selected feature').getByLabel('Close').click();

      await press(page, bam, { share: 2_999.5 / 8_000, y: 75, button: 'right' });
      const byBase = page.locator('.context-menu', { hasText: 'Group by base' });
      expect(asWritten(await byBase.innerText())).toContain(`Group by base @${strangeContig}:`);
      await shoot('strange menu');
      await page.getByText('View mate in split screen').click();
      const loci = page.getByRole('group', { name: 'Loci side by side' });
      const places = loci.getByRole('button', { name: /^(?!Close )/ });
      await expect.poll(() => places.count(), patience).toBe(2);
      for (const label of await places.allTextContents()) {
        expect(asWritten(label).trim()).toContain(strangeContig);
      }
      await shoot('strange split view');
      await loci
        .getByRole('button', { name: /^Close / })
        .last()
        .click();

      await page.keyboard.press('Escape');
      await page.keyboard.press('Control+e');
      await page.getByRole('button', { name: 'Figure of the view...' }).click();
      const dialog = page.getByRole('dialog', { name: 'Export figure' });
      const figure = join(home, 'strange.svg');
      await dialog.getByLabel('File').fill(figure);
      await dialog.getByRole('button', { name: 'Export' }).click();
      await dialog.getByRole('status').getByText(figure).waitFor();
      const svg = readFileSync(figure, 'utf8');
      // A long name takes several lines.
      const texts = (await textsOf(page, svg)).join(' ');
      for (const text of [gff3, bam, boldMarkup, 'control\ufffdcharacter']) {
        expect(texts).toContain(text);
      }
      expect(await faults()).toEqual([]);
    },
    { skip: !hasSamtools },
  );

  windowTest(
    'of models and variants, and in errors, are text',
    async ({ home, open }) => {
      const { folder, fasta, vcf } = writeStrangeFiles(home);
      const model = strangeModel(home);
      const broken = `broken ${markup}.bam`;
      writeFileSync(join(folder, broken), boldMarkup);
      const window = await open();
      const { page, pickFiles, shoot } = window;
      const faults = await watchMarkup(page);
      await openGenome(window, folder, fasta);
      await page.getByRole('button', { name: 'Add files...' }).click();
      await pickFiles(folder, [broken, vcf]);
      await page.getByText(`Where is the index of ${broken}?`).waitFor();
      await page.keyboard.press('Escape');
      await page.getByText(`${broken} has no index`).waitFor();
      await goTo(page, `${strangeContig}:1-8,000`);

      await openPanel(page, 'Predict');
      await page.getByLabel('Model', { exact: true }).selectOption(model);
      await page.getByText(`Licence ${markup}`).first().waitFor();
      await predict(page, `${strangeContig}:1-4096`);
      const label = `Promoter ${markup}`;
      await expect.poll(() => labels(page), patience).toContain(label);
      const card = page.getByLabel('Selected feature');
      // A click finds no bin before the row has read its own.
      const said = async () => {
        await press(page, label, { share: 0.25, y: 40 });
        return (await card.allTextContents()).join();
      };
      // Two clicks within igv's time of a double click would zoom.
      await expect.poll(said, { ...patience, interval: 1000 }).toContain(`Model ${markup}`);
      await card.getByRole('heading', { name: `Promoter ${markup} (predicted)` }).waitFor();
      await card.getByLabel('Close').click();

      await openPanel(page, 'Variants');
      await page.getByRole('button', { name: 'Score variants' }).click();
      const row = page.getByRole('grid').getByText(strangeContig).first();
      await row.waitFor();
      await row.click();
      // Of a variant that acts on nothing far away the track that it changes most where it stands.
      const opened = page.locator('#genome-browser').getByText(`${strangeContig}:3,000`);
      await opened.first().waitFor(patience);
      for (const panel of ['Runs', 'Models']) {
        await openPanel(page, panel);
        await page.getByText(`Model ${markup}`).first().waitFor();
      }
      await shoot('strange model');
      expect(await faults()).toEqual([]);
    },
    { skip: !hasSamtools },
  );
});

async function openGenome(window: OpenWindow, folder: string, fasta: string): Promise<void> {
  const { page, pickFiles } = window;
  await page.getByRole('button', { name: 'Open a genome' }).click();
  await pickFiles(folder, [fasta]);
  await openPanel(page, 'Data');
  await page.getByText(fasta, { exact: true }).waitFor();
}

async function openFiles(window: OpenWindow, files: StrangeFiles): Promise<void> {
  const { page, pickFiles } = window;
  const { folder, fasta, gff3, gtf, bed, bam, vcf, bigWig } = files;
  await openGenome(window, folder, fasta);
  await page.getByRole('button', { name: 'Add files...' }).click();
  await pickFiles(folder, [gff3, gtf, bed, bam, vcf, bigWig]);
  await page.getByLabel(`Remove ${bigWig}`).waitFor();
  await page.keyboard.press('Escape');
  await goTo(page, `${strangeContig}:1-8,000`);
}

/** What is written beside the tracks, from the top. */
async function labels(page: Page): Promise<string[]> {
  return page.locator('#genome-browser .row .name').allTextContents();
}

/** A click on the track with this label: at a share of its width, px below its upper edge. */
async function press(
  page: Page,
  label: string,
  { share, y, button = 'left' }: { share: number; y: number; button?: 'left' | 'right' },
): Promise<void> {
  const box = await boxOf(page, label);
  await page.mouse.click(box.x + share * box.width, box.y + y, { button });
}

async function boxOf(page: Page, label: string) {
  const [box] = await Promise.all([
    drawing(page, label).boundingBox(),
    // What igv has loaded is drawn.
    expect.poll(() => page.locator('.igv-loading-spinner-container:visible').count()).toBe(0),
  ]);
  return box!;
}

/** What a picture writes, where it is XML. */
function textsOf(page: Page, svg: string): Promise<string[]> {
  return page.evaluate<string[]>(`(() => {
    const parsed = new DOMParser().parseFromString(${JSON.stringify(svg)}, 'image/svg+xml');
    const [fault] = parsed.querySelectorAll('parsererror, [data-stranger]');
    if (fault) throw new Error(fault.textContent);
    return [...parsed.querySelectorAll('text')].map((text) => text.textContent);
  })()`);
}
