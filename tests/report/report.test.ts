import { createHash } from 'node:crypto';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { float32Text } from '../../src-main/formats/output/index.ts';
import {
  defaultThreshold,
  largestDistal,
  largestLocal,
  linksOf,
  verdictOf,
  verdictTexts,
  type BackgroundComparison,
  type EffectLink,
  type EffectMap,
  type EffectSpread,
  type VariantRow,
} from '../../src-main/contract/index.ts';
import { readTutorialEffects } from '../../src-main/analysis/tutorial/index.ts';
import { chromiumPath } from '../support/chromium.ts';
import { expectFailure, expectSuccess } from '../support/cli-answers.ts';
import { readText } from '../support/cli-files.ts';
import { tutorialLetters, writeFasta } from '../support/cli-genome.ts';
import { root, yeastRegion } from '../support/paths.ts';
import { randomLetters, seeded } from '../formats/fixtures.ts';
import { sharedFolder, temporaryFolder } from '../support/temporary-folder.ts';
import { tutorialAnnotation } from '../support/tutorial-truth.ts';
import { openReport, readPictures, readTable } from './read-report.ts';
import { onTutorial, place, runsIn, sample } from './run-report.ts';

const minutes = 60_000;
const { run, report } = runsIn(sharedFolder());

/** With two records before the others of chrT2 that cannot be scored. */
function withUnscored(vcf: string): string {
  const letters = tutorialLetters('chrT2');
  const wrong = letters[199] === 'A' ? 'C' : 'A';
  const rest = '.\t.\t.\tGT\t0/1';
  const lines = [
    `chrT2\t100\tsv\t${letters[99]}\t<DEL>\t${rest}`,
    `chrT2\t200\twrong\t${wrong}\t${letters[199]}\t${rest}`,
  ];
  return vcf.replace(/^chrT2\t/m, `${lines.join('\n')}\nchrT2\t`);
}

describe.skipIf(chromiumPath === undefined)('megabase report', () => {
  it(
    'of variants has the values of megabase variants, says why some have none, and asks for nothing',
    async () => {
      const folder = temporaryFolder();
      const [out, table, json] = ['r.html', 'rows.tsv', 'rows.json'].map((name) =>
        join(folder, name),
      ) as [string, string, string];
      const calls = join(folder, 'calls.vcf');
      writeFileSync(calls, withUnscored(readText(sample)));
      const said = expectSuccess(
        await report(out, '--vcf', calls, '--table', table, '--top', '200'),
      );
      expect(said.stdout).toContain(`wrote ${out}: `);
      expect(said.stdout).toContain(`wrote ${table}`);
      const scoring = ['--vcf', calls, '--targets', tutorialAnnotation, '--out', json];
      expectSuccess(await run('variants', ...onTutorial, ...place, ...scoring));
      const { variants } = JSON.parse(readFileSync(json, 'utf8')) as { variants: VariantRow[] };
      const scored = variants.filter(({ scores }) => scores);
      expect(scored.length).toBeGreaterThan(5);

      const { page, faults } = await openReport(out);
      const rows = await readTable(page, /\d+ variants, by the largest change/);
      expect(rows).toHaveLength(scored.length);
      const text = (value: number | undefined) =>
        value === undefined ? 'none' : float32Text(value);
      for (const row of scored) {
        const { contig, pos, ref, alt, recordId } = row.stated!;
        const name = `${contig}:${(pos + 1).toLocaleString('en-US')} ${ref}>${alt} ${recordId}`;
        const found = rows.find((one) => one['Variant'] === name);
        expect(found, name).toMatchObject({
          LLR: text(row.scores!.llr),
          'Change here': text(largestLocal(row.scores)?.effect),
          'Change there': text(largestDistal(row.scores)?.effect),
          Genotype: row.genotype,
        });
        expect(found!['In truth'], name).toMatch(/loss$|^neutral$/);
      }
      const pictures = await readPictures(page);
      expect(pictures.faults).toEqual([]);
      expect(pictures.names).toHaveLength(3);
      expect(pictures.names[0]).toMatch(/^Distal effect on Active promoter/);
      const named = await page.locator('figure svg').first().locator('text').allTextContents();
      expect(named).toContain(rows[0]!['Elsewhere']!.split(' ')[0]);
      // The largest first.
      const sizes = rows.map((row) =>
        Math.max(Math.abs(Number(row['Change here'])), Math.abs(Number(row['Change there']) || 0)),
      );
      expect(sizes).toEqual(sizes.toSorted((a, b) => b - a));

      const all = await page.locator('body').innerText();
      const left = variants.length - scored.length;
      expect(all).toContain(`Not scored: ${left}`);
      expect(left).toBe(2);
      expect(all).toMatch(/Symbolic allele: its sequence is unknown\s+1\s+chrT2:100:/);
      expect(all).toMatch(/Reference allele differs from the genome\s+1\s+chrT2:200:/);
      expect(all).toContain('For learning, not for biology.');
      expect(all).toContain('trained on windows of 12,288 bp and here read up to');
      const hash = createHash('sha256').update(readFileSync(calls)).digest('hex');
      expect(all).toContain(hash);
      expect(all).not.toContain(folder);
      expect(all).toContain('--top 200 --table rows.tsv --out report.html');
      expect(faults).toEqual([]);
    },
    3 * minutes,
  );

  it(
    'of a region has the links of megabase effects, and on the tutorial alone says which are true',
    async () => {
      const folder = temporaryFolder();
      const [out, json] = ['r.html', 'map.json'].map((name) => join(folder, name)) as [
        string,
        string,
      ];
      expectSuccess(await report(out));
      const what = ['--targets', tutorialAnnotation, '--out', json];
      expectSuccess(await run('effects', ...onTutorial, ...place, ...what));
      const map = JSON.parse(readFileSync(json, 'utf8')) as EffectMap & { effects: number[][] };
      const flat = { ...map, effects: Float32Array.from(map.effects.flat()) } as EffectMap;
      const links = linksOf(flat, defaultThreshold(flat));
      expect(links.length).toBeGreaterThan(3);
      const known = await readTutorialEffects(join(root, 'resources'));

      const { page, faults } = await openReport(out);
      const rows = await readTable(page, /\d+ links?, the strongest first/);
      expect(rows).toHaveLength(links.length);
      for (const [i, link] of links.entries()) {
        expect(rows[i]).toMatchObject({
          Element: map.elements[link.element]!.name,
          Intact: float32Text(link.value),
          Change: float32Text(link.effect),
          'In truth': verdictTexts[verdictOf(flat, link, known)],
        });
        expect(rows[i]!['Gene or target']).toContain(map.targets[link.target]!.name);
      }
      expect(faults).toEqual([]);
      const pictures = await readPictures(page);
      expect(pictures.faults).toEqual([]);
      // The region, and the links as bars, each with its number.
      expect(pictures.names).toHaveLength(2);
      const words = await page.locator('figure svg text').allTextContents();
      for (const word of ['chrT2', 'tutorial.gff3', 'Hawk tutorial 1.0.0', 'Enhancer', 'T2G001']) {
        expect(words).toContain(word);
      }
      expect(words.join(' ')).toContain('Effects on Active promoter');
      const bars = await page.locator('figure').nth(1).locator('svg text').allTextContents();
      const numbers = links.map(({ effect }) => effect.toFixed(3).replace('-', '−'));
      expect(bars.filter((text) => /^−?\d\.\d{3}$/.test(text))).toEqual(numbers);

      // The same letters in another file are nobody's tutorial.
      const fasta = join(folder, 'own.fa');
      writeFasta(fasta, { chrT2: tutorialLetters('chrT2').slice(0, 40_000) });
      const other = join(folder, 'own.html');
      expectSuccess(await report(other, '--fasta', fasta, '--region', 'chrT2'));
      const own = await openReport(other);
      const [row] = await readTable(own.page, /\d+ links?, the strongest first/);
      expect(Object.keys(row!)).not.toContain('In truth');
      const all = await own.page.locator('body').innerText();
      expect(all).toContain('Not for biology.');
      expect(all).not.toMatch(/in truth/i);
    },
    3 * minutes,
  );

  it('holds effects against random changes, and names what was asked for in its command', async () => {
    const folder = temporaryFolder();
    const [out, json, rows] = ['r.html', 'map.json', 'rows.json'].map((name) =>
      join(folder, name),
    ) as [string, string, string];
    const how = ['--knockout', 'shuffle', '--shuffles', '2', '--background', '3'];
    expectSuccess(await report(out, ...how, '--tolerance', '0.02', '--threshold', '0.2'));
    const what = ['--targets', tutorialAnnotation, '--tolerance', '0.02', '--out', json];
    expectSuccess(await run('effects', ...onTutorial, ...place, ...how, ...what));
    const map = JSON.parse(readFileSync(json, 'utf8')) as {
      links: (EffectLink & { background: BackgroundComparison; spread: EffectSpread })[];
    };
    const own = map.links.filter(({ effect }) => Math.abs(effect) >= 0.2);
    const { page } = await openReport(out);
    const found = await readTable(page, /\d+ links?, the strongest first/);
    expect(found.map((row) => row['Change percentile'])).toEqual(
      own.map(({ background }) => float32Text(background.percentile)),
    );
    expect(found.length).toBeGreaterThan(3);
    expect(found[0]!['Of shuffles']).toMatch(/^−[\d.]+ to −[\d.]+$/);
    const all = await page.locator('body').innerText();
    const options = [...how, '--threshold', '0.2', '--tolerance', '0.02'].join(' ');
    expect(all).toContain(`--from-track enhancer:0.5 ${options} --out report.html`);
    expect(all).toContain('at 3 random places');
    expect(all).not.toContain('more than chance is not told');

    expectSuccess(await report(out, '--vcf', sample, '--background', '3', '--overwrite'));
    const scoring = ['--vcf', sample, '--targets', tutorialAnnotation, '--background', '3'];
    expectSuccess(await run('variants', ...onTutorial, ...place, ...scoring, '--out', rows));
    const { variants } = JSON.parse(readFileSync(rows, 'utf8')) as { variants: VariantRow[] };
    const { page: second } = await openReport(out);
    const scored = await readTable(second, /\d+ variants, by the largest change/);
    for (const { scores, stated } of variants.filter((row) => row.scores)) {
      const row = scored.find((one) => one['Variant']!.includes(stated!.recordId!));
      const here = largestLocal(scores)!;
      expect(row!['LLR percentile']).toBe(float32Text(scores!.llrBackground!.percentile));
      // What rounds to nothing has none.
      expect(row!['Change here percentile']).toBe(
        Math.abs(here.effect) < 0.0005 ? undefined : float32Text(here.background!.percentile),
      );
    }
    // With all of its columns it still fits on paper.
    await second.emulateMedia({ media: 'print' });
    await second.setViewportSize({ width: 688, height: 1000 });
    const table = second.locator('table').first();
    expect((await table.boundingBox())!.width).toBeLessThanOrEqual(688);
  });

  it('says once, and first, where the model was never shown such sequence', async () => {
    const folder = temporaryFolder();
    const fasta = join(folder, 'strange.fa');
    writeFasta(fasta, { strange: randomLetters(seeded(3), 20_000, 'CGCGCGAT') });
    const out = join(folder, 'r.html');
    const what = ['--fasta', fasta, '--region', 'strange', '--model', 'hawk-tutorial'];
    expectSuccess(await run('report', ...what, '--provider', 'cpu', '--out', out));
    const { page } = await openReport(out);
    const all = await page.locator('body').innerText();
    expect(all.split('seems never to have been shown')).toHaveLength(2);
    const warnings = page.locator('.warning');
    expect(await warnings.last().innerText()).toContain('Unlike what the model was trained on.');
    expect(all).toMatch(/Log-likelihood\s+−\d\.\d+ a base/);
  });

  it('of a model without enhancers tells what it calls, with the genes there', async () => {
    const out = join(temporaryFolder(), 'yeast.html');
    const { fasta, gff3, contig } = yeastRegion;
    const what = ['--fasta', fasta, '--annotation', gff3, '--region', `${contig}:1-20,000`];
    const how = ['--model', 'hawk-yeast', '--provider', 'cpu', '--out', out];
    expectSuccess(await run('report', ...what, ...how));
    const { page, faults } = await openReport(out, true);
    const rows = await readTable(page, /\d+ stretch(es)? at 0.5 or more/);
    const urb1 = rows.find((row) => row['Genes there']?.startsWith('URB1'));
    expect(urb1).toMatchObject({ Track: 'Coding sequence, − strand' });
    expect(await page.locator('body').innerText()).toContain('Cherry et al. 2012');
    expect(faults).toEqual([]);
  });

  it('shows names that look like markup as they are written', async () => {
    const folder = temporaryFolder();
    const tight = '<img/data-stranger/src=x/onerror=alert(1)>';
    const closing = '</style></table></dd><script>alert(2)</script>&amp;"\'';
    const contig = `c${tight}`;
    const letters = tutorialLetters('chrT2').slice(0, 9_000);
    const fasta = join(folder, `g<b>'&".fa`);
    writeFasta(fasta, { [contig]: letters });
    const gff3 = join(folder, 'genes.gff3');
    const name = encodeURIComponent(closing);
    const gene = [contig, 's', 'gene', 5_501, 7_000, '.', '+', '.', `ID=g;Name=${name}`].join('\t');
    writeFileSync(gff3, `##gff-version 3\n${gene}\n`);
    const vcf = join(folder, 'v.vcf');
    const other = letters[5_463] === 'A' ? 'C' : 'A';
    const lines = [
      '##fileformat=VCFv4.3',
      '#CHROM\tPOS\tID\tREF\tALT\tQUAL\tFILTER\tINFO\tFORMAT\tS',
      `${contig}\t5464\t${closing}\t${letters[5_463]}\t${other}\t.\t.\t.\tGT\t${tight}`,
      `${contig}\t600\t${tight}\t${letters[599]}\t<script>alert(3)</script>\t.\t.\t.\tGT\t0/1`,
    ];
    writeFileSync(vcf, `${lines.join('\n')}\n`);
    const files = ['--fasta', fasta, '--annotation', gff3, '--model', 'hawk-tutorial'];
    const args = [...files, '--provider', 'cpu', '--out'];
    const pages = [join(folder, 'v.html'), join(folder, 'r.html')] as const;
    expectSuccess(await run('report', ...args, pages[0], '--vcf', vcf));
    expectSuccess(
      await run(
        'report',
        ...args,
        pages[1],
        '--region',
        contig,
        '--tile',
        '3000',
        '--threshold',
        '0',
      ),
    );
    for (const path of pages) {
      const { page, faults } = await openReport(path);
      expect(await page.locator('script, img, [data-stranger], b, [onerror]').count(), path).toBe(
        0,
      );
      const all = await page.locator('body').innerText();
      expect(all).toContain(contig);
      expect(all).toContain(closing);
      expect(all).toContain(`<b>'&"`);
      expect(faults, path).toEqual([]);
    }
    const { page } = await openReport(pages[0]);
    expect(await page.locator('body').innerText()).toContain('<script>alert(3)</script>');
  });

  it('fits on paper: no column of a table is cut off, and nothing is wider than the page', async () => {
    const out = join(temporaryFolder(), 'r.html');
    expectSuccess(await report(out, '--vcf', sample, '--top', '200'));
    const { page } = await openReport(out);
    await page.emulateMedia({ media: 'print' });
    // px of A4 and Letter between their margins of 14 mm.
    for (const width of [688, 710]) {
      await page.setViewportSize({ width, height: 1000 });
      const over = await page.evaluate(() =>
        [...document.querySelectorAll('table, svg, pre, dl, p')]
          .filter((one) => one.getBoundingClientRect().right > innerWidth + 1)
          .map((one) => one.tagName),
      );
      expect(over).toEqual([]);
    }
  });
});

it('a report takes the place of no file that nobody agreed to lose', async () => {
  const out = join(temporaryFolder(), 'r.html');
  writeFileSync(out, 'mine');
  const failed = { exit: 2, code: 'output-exists', message: /exists already/ } as const;
  expectFailure(await report(out), failed);
  expect(readFileSync(out, 'utf8')).toBe('mine');
  expectSuccess(await report(out, '--overwrite', '--no-effects'));
  expect(readFileSync(out, 'utf8')).toMatch(/^<!doctype html>/);
});
