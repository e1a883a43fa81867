import { mkdirSync, readdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { gunzipSync } from 'node:zlib';
import { expect } from 'vitest';
import { hasSamtools } from '../formats/fixtures.ts';
import { root } from '../support/paths.ts';
import { writeOwnFiles } from './own-files.ts';
import {
  chooseTutorialModel,
  colorListOf,
  colorsOf,
  drawing,
  drawn,
  goTo,
  leaveRoomForScrollbar,
  listed,
  openPanel,
  patience,
  predict,
  rightEnds,
  row,
} from './steps.ts';
import { describeWindow } from './window.ts';

/** igv's colour of the share that alternative alleles have. */
const igvAlternative = '#ff0000';

describeWindow("a laboratory's own files", (windowTest) => {
  windowTest('are opened by the file dialog, drawn, and read in parts', async ({ home, open }) => {
    const { folder, fasta, bam, vcf, cram } = writeOwnFiles(join(home, 'data'));
    const { page, parts, pickFiles, shoot } = await open();
    await page.getByRole('button', { name: 'Open a genome' }).click();
    await pickFiles(folder, [fasta]);
    await openPanel(page, 'Data');
    await page.getByText('2 contigs, 1,200,000 bp').waitFor();
    await page.getByRole('button', { name: 'Add files...' }).click();
    await pickFiles(folder, [bam, vcf]);
    await page.getByLabel(`Remove ${bam}`).waitFor();
    await page.keyboard.press('Escape');

    await goTo(page, 'chrT1:10,001-14,000');
    await expect.poll(() => colorsOf(page, bam)).toBeGreaterThan(2);
    await expect.poll(() => colorsOf(page, vcf)).toBeGreaterThan(1);
    await shoot('own files');
    await page.getByRole('button', { name: `Options of ${vcf}` }).click();
    const options = page.getByRole('dialog', { name: `Options of ${vcf}` });
    if (cram) {
      // By frequency, where the file tells it, with a line for each of three samples.
      await expect.poll(() => colorListOf(page, vcf)).toContain(igvAlternative);
      const scrolls = () => drawing(page, vcf).evaluate((one) => one.clientHeight < 60);
      await expect.poll(scrolls).toBe(false);
      // The menu is a part of the row.
      const keys = row(page, vcf).getByText('ALT', { exact: true });
      await expect.poll(() => keys.count()).toBe(2);
      await options.getByLabel('Colour by').selectOption({ label: 'one colour' });
      await expect.poll(() => keys.count()).toBe(0);
      await expect.poll(() => colorListOf(page, vcf)).not.toContain(igvAlternative);
    }
    const swatch = await options.getByLabel('Colour', { exact: true }).inputValue();
    await expect.poll(() => colorListOf(page, vcf)).toContain(swatch);
    await page.keyboard.press('Escape');
    // The genome brought no index: the one that was built is kept with the program's own files.
    const seen = new Set(parts.map(({ name }) => name.replace(/^[0-9a-f]+\.fai$/, 'built.fai')));
    expect([...seen].sort()).toEqual(
      ['built.fai', fasta, bam, `${bam}.bai`, vcf, `${vcf}.tbi`].sort(),
    );
    const wholeIndexes = /\.(fai|bai|tbi)$/;
    for (const { name, status } of parts.filter((part) => !wholeIndexes.test(part.name))) {
      expect({ name, status }).toEqual({ name, status: 206 });
    }

    await chooseTutorialModel(page);
    await leaveRoomForScrollbar(page);
    await predict(page, 'chrT1:8,001-16,000');
    await drawn(page, 'Promoter');
    await shoot('own files predicted');
    // Reads fill the page: while rows were added to it, there was a scrollbar.
    expect(await rightEnds(page)).toHaveLength(1);
  });

  windowTest('cut out of a contig are drawn at its positions', async ({ home, open }) => {
    const { folder, bam } = writeOwnFiles(join(home, 'data'));
    const letters = gunzipSync(readFileSync(join(root, 'resources/tutorial/tutorial.fa.gz')))
      .toString('latin1')
      .replace(/^>.*\n/, '')
      .replaceAll('\n', '')
      .slice(8000, 20_000);
    writeFileSync(join(folder, 'cut.fa'), `>chrT1:8001-20000\n${letters}\n`);
    const { page, pickFiles, shoot } = await open();
    await page.getByRole('button', { name: 'Open a genome' }).click();
    await pickFiles(folder, ['cut.fa']);
    await openPanel(page, 'Data');
    await page.getByText('1 contig, 12,000 bp').waitFor();
    await page.getByText('"chrT1:8001-20000" was cut out of a contig').waitFor();
    await page.getByRole('button', { name: 'Add files...' }).click();
    await pickFiles(folder, [bam]);
    await page.getByLabel(`Remove ${bam}`).waitFor();
    await page.keyboard.press('Escape');
    await goTo(page, 'chrT1:10,001-14,000');
    await expect.poll(() => colorsOf(page, bam), patience).toBeGreaterThan(2);
    await chooseTutorialModel(page);
    await predict(page, 'chrT1:9,001-16,000');
    await drawn(page, 'Promoter');
    await shoot('cut genome');
  });

  windowTest(
    'in CRAM are drawn against the genome',
    async ({ home, open }) => {
      const { folder, fasta, cram = '' } = writeOwnFiles(join(home, 'data'));
      const { page, parts, pickFiles, shoot } = await open();
      await page.getByRole('button', { name: 'Open a genome' }).click();
      await pickFiles(folder, [fasta]);
      await openPanel(page, 'Data');
      await page.getByRole('button', { name: 'Add files...' }).click();
      await pickFiles(folder, [cram]);
      await page.getByLabel(`Remove ${cram}`).waitFor();
      await page.keyboard.press('Escape');
      await goTo(page, 'chrT1:10,001-14,000');
      await expect.poll(() => colorsOf(page, cram), patience).toBeGreaterThan(2);
      await shoot('cram');
      const read = parts.filter(({ name }) => name === cram);
      expect(read.length).toBeGreaterThan(0);
      expect(read.every(({ status }) => status === 206)).toBe(true);
    },
    { skip: !hasSamtools },
  );

  windowTest('come back after a restart; a moved one is asked for', async ({ home, open }) => {
    const { folder, fasta, bam, vcf } = writeOwnFiles(join(home, 'data'));
    const first = await open();
    {
      const { page, pickFiles } = first;
      await page.getByRole('button', { name: 'Open a genome' }).click();
      await pickFiles(folder, [fasta]);
      await openPanel(page, 'Data');
      await page.getByRole('button', { name: 'Add files...' }).click();
      await pickFiles(folder, [bam, vcf]);
      await page.getByLabel(`Remove ${bam}`).waitFor();
      await chooseTutorialModel(page);
      await predict(page, 'chrT1:8,001-16,000');
      await listed(page, 'Promoter');
      await goTo(page, 'chrT1:9,001-13,000');
      // The place is written when the view has rested.
      await expect.poll(() => projectsIn(home)).toContain('chrT1:9,001-13,000');
    }
    await first.close();
    renameSync(join(folder, bam), join(home, 'moved.bam'));
    mkdirSync(join(home, 'indexes'));
    renameSync(join(folder, `${bam}.bai`), join(home, 'indexes', 'of the patient.bai'));

    const { page, pickFiles, shoot } = await open();
    await page.getByRole('button', { name: /^patient/ }).click();
    await page.getByRole('alert').getByText('Missing files').waitFor();
    await shoot('moved file');
    const locus = page.getByRole('combobox', { name: 'Gene, region or variant' });
    await expect.poll(() => locus.inputValue()).toBe('chrT1:9,001-13,000');
    await drawn(page, 'Promoter');
    await expect.poll(() => colorsOf(page, vcf)).toBeGreaterThan(1);
    await expect.poll(() => page.getByText(bam, { exact: true }).count()).toBe(0);

    await page.getByRole('button', { name: 'Relocate...' }).click();
    await pickFiles(home, ['moved.bam']);
    // Its index lies elsewhere, and has a name of its own.
    await page.getByText('Where is the index of moved.bam?').waitFor();
    await pickFiles(join(home, 'indexes'), ['of the patient.bai']);
    await page.getByLabel('Remove moved.bam').waitFor();
    await expect.poll(() => page.getByRole('alert').count()).toBe(0);
    await expect.poll(() => colorsOf(page, 'moved.bam')).toBeGreaterThan(2);
    expect(await locus.inputValue()).toBe('chrT1:9,001-13,000');
    await openPanel(page, 'Runs');
    await page.getByText('chrT1:8,001-16,000', { exact: true }).waitFor();
  });
});

/** The text of all projects that the program has written. */
function projectsIn(home: string): string {
  const names = readdirSync(home, { recursive: true, encoding: 'utf8' });
  const projects = names.filter((name) => name.endsWith('.megabase'));
  return projects.map((name) => readFileSync(join(home, name), 'utf8')).join('\n');
}
