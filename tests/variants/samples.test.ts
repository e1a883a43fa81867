import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, expect, it } from 'vitest';
import { readSampleNames } from '../../src-main/analysis/variants/index.ts';
import type { VariantRow } from '../../src-main/contract/index.ts';
import { writeFasta } from '../support/cli-genome.ts';
import { hasHts, vcfText, writeIndexedVcf } from '../support/hts.ts';
import { addHead } from '../support/head-places.ts';
import { variantHead } from '../support/random-head.ts';
import { writeRandomModel } from '../support/random-model.ts';
import { Random } from '../support/random.ts';
import { openScoring, scoreFile, unlikeBases } from '../support/scoring.ts';
import { sharedFolder } from '../support/temporary-folder.ts';

const folder = sharedFolder();
const random = new Random(17);
const letters = { c: unlikeBases(random, 900), d: unlikeBases(random, 600) };
const names = ['ANNA', 'BEN', 'CLEO', 'DORA'];
const place = { fasta: join(folder, 'g.fa'), model: join(folder, 'model'), shared: folder };

/** Of each sample in the order of `names`: BEN has ANNA's alleles the other way round. */
const genotypes: readonly (readonly [keyof typeof letters, number, ...string[]])[] = [
  ['c', 100, '1|0', '0|1', '0|0', './.'],
  ['c', 300, '1|0', '0|1', '1|0', '0/1'],
  ['c', 500, '0|1', '1|0', '0|0', '1|1'],
  ['d', 50, '0|0', '0|0', '0|1', '.'],
  ['d', 400, '1|1', '1|1', '1|1', '1|1'],
];

const text = vcfText(
  letters,
  genotypes.map(([contig, pos, ...own]) => {
    const ref = letters[contig].charAt(pos);
    return { contig, pos: pos + 1, ref, alt: ref === 'A' ? 'C' : 'A', genotypes: own };
  }),
  names,
);
const vcf = join(folder, 'cohort.vcf');

beforeAll(() => {
  writeFasta(place.fasta, letters);
  writeRandomModel(place.model, {
    seed: 5,
    config: { model_type: 'hawk' },
    tracks: { count: 1, bin: 16 },
  });
  writeFileSync(vcf, text);
});

async function score(
  path: string,
  samples: readonly string[] | 'all' | undefined,
  { heads, window }: { readonly heads?: readonly string[]; readonly window?: number } = {},
) {
  const scoring = await openScoring({ ...place, ...(heads && { heads }) });
  // Sequences of one tile after the other.
  const computed: number[] = [];
  const fractions: number[] = [];
  scoring.log.onProgress = ({ stage, chunks, fraction }) => {
    fractions.push(fraction);
    if (stage === 'edits' && computed.at(-1) !== chunks) computed.push(chunks);
  };
  try {
    const source = { kind: 'haplotypes', path, samples, unphased: 'as-written' } as const;
    const options = { maxTargets: Infinity, minEffect: 0, window };
    const { records } = await scoreFile(scoring, source, options);
    return {
      rows: records.flatMap(({ rows }) => rows),
      notes: scoring.log.notes.join('\n'),
      ...{ computed, fractions },
    };
  } finally {
    await scoring.close();
  }
}

const byName = (rows: readonly VariantRow[]) =>
  [...rows].sort(
    (a, b) => a.id.localeCompare(b.id) || a.place!.contig.localeCompare(b.place!.contig),
  );

it('haplotypes of several samples are those of each alone, by sample, haplotype and tile', async () => {
  const { rows, notes } = await score(vcf, 'all');
  expect(
    rows.map(({ sample, haplotype, applied, place: at }) => [
      at!.contig,
      sample,
      haplotype,
      applied,
    ]),
  ).toEqual([
    ['c', 'ANNA', 1, 2],
    ['c', 'ANNA', 2, 1],
    ['c', 'BEN', 1, 1],
    ['c', 'BEN', 2, 2],
    ['c', 'CLEO', 1, 1],
    ['c', 'DORA', 1, 1],
    ['c', 'DORA', 2, 2],
    ...['ANNA', 'BEN', 'CLEO', 'DORA'].flatMap((name) => [
      ['d', name, 1, 1],
      ['d', name, 2, name === 'CLEO' ? 2 : 1],
    ]),
  ]);
  const alone: VariantRow[] = [];
  for (const name of names) alone.push(...(await score(vcf, [name])).rows);
  expect(byName(rows)).toEqual(byName(alone));
  expect(notes).toContain(
    'Heterozygous genotypes without phase: 1, in 1 of 4 samples, most (1) in DORA.',
  );
  expect(notes).toContain('Genotypes that lack an allele: 2, in 1 of 4 samples, most (2) in DORA.');
});

it('the window and the head of a single variant are read whoever else is asked for', async () => {
  const output = variantHead(['causal'], { context: 128 });
  const heads = [await addHead(folder, place.model, { id: 'vep', outputs: [output] })];
  const more = { heads, window: 64 };
  const { rows } = await score(vcf, 'all', more);
  const alone: VariantRow[] = [];
  for (const name of names) alone.push(...(await score(vcf, [name], more)).rows);
  expect(byName(rows)).toEqual(byName(alone));
  for (const { applied, scores } of rows) {
    expect(scores!.llr !== undefined).toBe(applied === 1);
    expect(scores!.heads?.length).toBe(applied === 1 ? 1 : undefined);
  }
  const [, anna] = rows;
  const plain = (await score(vcf, ['ANNA'])).rows[1];
  expect(anna!.scores!.llr).not.toBe(plain!.scores!.llr);
});

it('a haplotype that several samples have is computed once', async () => {
  const { rows, computed } = await score(vcf, 'all');
  // In c ANNA's two, which are BEN's; CLEO's; DORA's second. In d CLEO's second and all others'.
  const [first] = rows;
  expect(rows.find(({ id }) => id === 'BEN haplotype 2')!.scores).toEqual(first!.scores);
  expect(computed).toEqual([4, 2]);
});

it.skipIf(!hasHts)('a file with an index, read contig by contig, gives the same', async () => {
  const indexed = writeIndexedVcf(join(folder, 'indexed.vcf.gz'), text);
  const [one, other] = [await score(vcf, 'all'), await score(indexed, 'all')];
  expect(other.rows).toEqual(one.rows);
  expect(other.notes).toBe(one.notes);
});

it.skipIf(!hasHts)('of a file with an index each contig is its share of the progress', async () => {
  const indexed = writeIndexedVcf(join(folder, 'progress.vcf.gz'), text);
  const { fractions } = await score(indexed, 'all');
  expect(fractions).toEqual([...fractions].sort((a, b) => a - b));
  const share = letters.c.length / (letters.c.length + letters.d.length);
  expect(fractions.some((fraction) => fraction > 0 && fraction < share)).toBe(true);
  expect(fractions).toContain(share);
  expect(fractions.at(-1)).toBe(1);
});

it('a name that is not there is refused, with what is near', async () => {
  await expect(score(vcf, ['ANNA', 'Dorra'])).rejects.toMatchObject({
    code: 'usage',
    message: 'The VCF has no sample "Dorra" (near: DORA); it has 4 samples: ANNA, BEN, CLEO, DORA.',
  });
  await expect(score(vcf, ['x', 'ANN'])).rejects.toThrow('no samples "x", "ANN" (near: ANNA)');
  await expect(score(vcf, undefined)).rejects.toThrow('4 samples');
});

it('a file names samples, one a line, each once', async () => {
  const path = join(folder, 'samples.txt');
  writeFileSync(path, 'BEN\tfather\n\nANNA\r\nBEN\n');
  expect(await readSampleNames(path)).toEqual(['BEN', 'ANNA']);
  writeFileSync(path, '\n\n');
  await expect(readSampleNames(path)).rejects.toMatchObject({ code: 'usage' });
});
