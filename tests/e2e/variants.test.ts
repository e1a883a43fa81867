import { mkdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect } from 'vitest';
import { defined } from '../../src-main/contract/index.ts';
import { root } from '../support/paths.ts';
import { runMegabase } from './serve-process.ts';
import { colored, listed, openPanel, openTutorial, patience, row } from './steps.ts';
import { describeWindow } from './window.ts';

const tutorial = (name: string) => join(root, 'resources/tutorial', name);

describeWindow("the sample's variants", (windowTest) => {
  windowTest(
    'are scored, sorted, opened, held against the truth, exported and kept',
    async (tools) => {
      const { home, open } = tools;
      const window = await open();
      const { page, shoot } = window;
      await openTutorial(page);
      const step = page.getByRole('heading', { name: "The sample's variants" });
      for (let next = 0; next < 12 && !(await step.isVisible()); next++) {
        await page.getByRole('button', { name: 'Next' }).click();
      }
      await page.getByRole('button', { name: 'Score the variants of chrT2' }).click();
      await page.getByText('36 variants').waitFor({ timeout: 90_000 });
      const grid = page.getByRole('grid');
      await grid.getByText('chrT2:', { exact: false }).first().waitFor();

      await page.getByRole('button', { name: 'Next' }).click();
      await page.getByRole('button', { name: 'Reveal the true effects' }).click();
      const words = page.getByText(/of these variants have a known effect/);
      await words.waitFor();
      // What is asked of the model itself stands in the tests of the command line.
      expect(await words.textContent()).toMatch(
        /^11 of these .* effect of (10|11) of them exceeds that of all 25 .* for (10|11) the predicted gene/,
      );
      const header = page.getByRole('columnheader', { name: 'Distal effect' });
      await expect.poll(() => header.getAttribute('aria-sort')).toBe('descending');
      const first = grid.getByRole('row').nth(1);
      await expect.poll(() => first.textContent()).toMatch(/(enhancer|insulator|promoter) loss/);
      const before = await page
        .getByRole('combobox', { name: 'Gene, region or variant' })
        .inputValue();
      await first.click();
      const alleles = page.getByRole('group', { name: /^Active promoter: chrT2:/ });
      await alleles.waitFor();
      await colored(page, defined(await alleles.getAttribute('aria-label')));
      expect(await first.getAttribute('aria-selected')).toBe('true');
      await shoot('variants table');

      // What a variant does is said, and its gene is beside it; closing it leads back.
      const locus = page.getByRole('combobox', { name: 'Gene, region or variant' });
      const card = page.getByRole('group', { name: 'Opened variant', exact: true });
      await card.getByText(/Active promoter at T2G\d+ (falls|rises) from/).waitFor();
      expect(await card.getByRole('img').getAttribute('aria-label')).toMatch(
        /^Reference [ACGT]{21}, alternative [ACGT]{21}$/,
      );
      await grid.getByText('chrT2:43,082').click();
      await card.getByText(/T2G009 rises from .* with the variant 1\d,\d{3} bp/).waitFor();
      const loci = page.getByRole('button', { name: /^Close chrT2:/ });
      await expect.poll(() => loci.count(), patience).toBe(2);
      for (const name of [
        /^Active promoter: chrT2:43,082/,
        /^Active promoter, difference: chrT2/,
      ]) {
        const drawn = page.getByRole('group', { name });
        await drawn.waitFor();
        await colored(page, defined(await drawn.getAttribute('aria-label')));
      }
      await shoot('variant and gene side by side');
      // Ruler, genes and the gene that it acts on are in sight.
      const room = defined(await page.locator('#genome-browser').boundingBox());
      for (const name of ['Active promoter: chrT2:43,082 A>C', 'tutorial.gff3']) {
        const place = defined(await row(page, name).boundingBox());
        expect(place.y, name).toBeGreaterThanOrEqual(room.y);
        expect(place.y + place.height, name).toBeLessThanOrEqual(room.y + room.height);
      }
      await card.getByRole('button', { name: 'One view' }).click();
      await expect.poll(() => loci.count(), patience).toBe(0);
      await page.keyboard.press('Escape');
      await card.waitFor({ state: 'detached' });
      await expect.poll(() => locus.inputValue(), patience).toBe(before);

      // In the picture: what is marked is what is listed, by the pointer and by the keys.
      await page.getByRole('button', { name: 'Picture', exact: true }).click();
      const picture = page.getByRole('application', { name: /^Picture of the variants/ });
      await picture.waitFor();
      const box = defined(await picture.boundingBox());
      await page.mouse.move(box.x + 60, box.y + 0.6 * box.height);
      await page.mouse.down();
      await page.mouse.move(box.x + box.width - 20, box.y + box.height - 38, { steps: 4 });
      await shoot('variants marked in the picture');
      await page.mouse.up();
      await page.getByText(/^\s*\d+ of 36\s*$/).waitFor();
      const rows = await grid.getByRole('row').count();
      expect(rows - 1).toBeGreaterThan(4);
      await expect.poll(() => first.textContent()).toMatch(/−[01]\.\d{3}/);
      await picture.focus();
      await page.keyboard.press('Escape');
      await page.getByText('36 variants').waitFor();
      await page.keyboard.press('ArrowLeft');
      for (let step = 0; step < 15; step++) await page.keyboard.press('Shift+ArrowLeft');
      await page.getByText(/^\s*\d+ of 36\s*$/).waitFor();
      await page.keyboard.press('Escape');
      await page.getByText('36 variants').waitFor();
      for (const kind of ['scatter', 'histogram']) {
        await page.getByLabel('Kind of picture').selectOption(kind);
        await shoot(`variants ${kind}`);
      }
      await page.getByRole('button', { name: 'Picture', exact: true }).click();

      const written = join(home, 'window');
      const printed = join(home, 'command-line');
      for (const folder of [written, printed]) mkdirSync(folder);
      await page.getByRole('button', { name: 'Export...', exact: true }).click();
      const dialog = page.getByRole('dialog', { name: 'Export scored variants' });
      for (const [format, name] of [
        ['VCF', 'scored.vcf'],
        ['TSV table', 'scored.tsv'],
      ] as const) {
        await dialog.getByLabel('Format').selectOption({ label: format });
        await dialog.getByLabel('File', { exact: true }).fill(join(written, name));
        await dialog.getByRole('button', { name: 'Export', exact: true }).click();
        await dialog.getByRole('status').getByText(join(written, name)).waitFor();
        await runMegabase(home, [
          ...[
            'variants',
            '--fasta',
            tutorial('tutorial.fa.gz'),
            '--vcf',
            tutorial('sample.vcf.gz'),
          ],
          ...['--targets', tutorial('tutorial.gff3'), '--region', 'chrT2', '--json'],
          ...['--model', 'hawk-tutorial', '--out', join(printed, name)],
        ]);
        const [own, other] = [written, printed].map((folder) => readFileSync(join(folder, name)));
        expect(own!.length).toBeGreaterThan(1000);
        expect(own!.equals(other!), name).toBe(true);
      }
      await page.keyboard.press('Escape');

      await page.reload();
      await listed(page, 'sample.bam');
      await page.getByText('36 variants').waitFor();
      await grid.getByText('chrT2:', { exact: false }).first().waitFor();

      // What was scored is known, so a background of it costs nothing.
      await openPanel(page, 'Variants');
      await page.getByLabel('Region', { exact: true }).fill('chrT2');
      await page.getByLabel('Keep as background').check();
      await page.getByRole('button', { name: 'Score and keep as background' }).click();
      await page.getByText(/^36 kept, 0 skipped/).waitFor({ timeout: 90_000 });
      await page.getByLabel('Keep as background').uncheck();
      await page.getByRole('button', { name: 'Score variants' }).click();
      await page.getByText('ranked among sample.vcf.gz').waitFor();
      const rank = page.getByRole('columnheader', { name: 'Rank' });
      await rank.getByRole('button').click();
      await expect.poll(() => first.textContent()).toMatch(/−[01]\.\d{3}/);
      await shoot('variants ranked');
    },
  );
});
