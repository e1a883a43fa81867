import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, expect, it } from 'vitest';
import { changeOf, type VariantRow } from '../../src-main/contract/index.ts';
import { cachedAlleles } from '../../src-main/analysis/variants/index.ts';
import { writeFasta } from '../support/cli-genome.ts';
import { repetitiveBases, vcfText, type VcfRow } from '../support/hts.ts';
import { writeRandomModel } from '../support/random-model.ts';
import { Random } from '../support/random.ts';
import { otherStrand } from '../support/reverse-complement.ts';
import {
  openScoring,
  plainOptions,
  scoreFile,
  scoreVcf,
  type OpenScoring,
} from '../support/scoring.ts';
import { sharedFolder } from '../support/temporary-folder.ts';

const folder = sharedFolder();
const letters = repetitiveBases(new Random(11), 1200);
const model = join(folder, 'model');
let scoring: OpenScoring;

beforeAll(async () => {
  const fasta = join(folder, 'c.fa');
  writeFasta(fasta, { c: letters });
  writeRandomModel(model, {
    seed: 3,
    config: { model_type: 'hawk' },
    tracks: { count: 2, bin: 16 },
  });
  scoring = await openScoring({ fasta, model, shared: folder, cache: join(folder, 'cache') });
  return () => scoring.close();
});

async function score(name: string, rows: readonly VcfRow[]): Promise<VariantRow[]> {
  const vcf = join(folder, name);
  writeFileSync(vcf, vcfText({ c: letters }, rows, ['S']));
  return (await scoreVcf(scoring, vcf, { masked: true })).flatMap(({ rows }) => rows);
}

/** The same change as a symbolic allele and with its bases; `pos` is the base in front, 1-based. */
function pair(alt: string, pos: number, length: number): [VcfRow, VcfRow] {
  const ref = letters.charAt(pos - 1);
  const bases = letters.slice(pos, pos + length);
  const made = { '<DEL>': '', '<DUP:TANDEM>': bases + bases, '<INV>': otherStrand(bases) }[alt]!;
  const shared = { contig: 'c', pos, genotypes: ['1|0'] };
  return [
    { ...shared, ref, alt, info: `END=${pos + length}` },
    { ...shared, ref: ref + bases, alt: ref + made },
  ];
}

it.each(['<DEL>', '<DUP:TANDEM>', '<INV>'])(
  '%s has the scores of the same change written out, and is shown as it is written',
  async (alt) => {
    const random = new Random(alt.length);
    for (let i = 0; i < 6; i++) {
      const [symbolic, written] = pair(alt, 200 + random.below(700), 1 + random.below(90));
      const [one, two] = await score(`${alt.slice(1, 4)}${i}.vcf`, [symbolic, written]);
      expect(one!.id).toBe(two!.id);
      expect(one!.place).toEqual(two!.place);
      expect(one!.reason).toEqual(two!.reason);
      expect(one!.scores).toEqual(two!.scores);
      expect(one!.scores === undefined).toBe(one!.reason?.code === 'no-change');
      expect(changeOf(one!)).toBe(`${symbolic.ref}>${alt}`);
    }
    expect.hasAssertions();
  },
);

it('the tracks of a symbolic allele are found again by its row', async () => {
  const [symbolic] = pair('<DEL>', 400, 50);
  const [row] = await score('again.vcf', [symbolic]);
  const tracks = await cachedAlleles(row!, plainOptions.tolerance, scoring.context);
  const { track } = row!.scores!.local[0]!;
  expect(tracks.values('alternative', track).values).not.toEqual(
    tracks.values('reference', track).values,
  );
});

it('what has no sequence, or too much of it, keeps its reason', async () => {
  const shared = { contig: 'c', pos: 300, ref: letters.charAt(299), genotypes: ['1|0'] };
  const rows = await score('none.vcf', [
    { ...shared, alt: '<INS>', info: 'END=300;SVLEN=40' },
    { ...shared, alt: '<CNV>', info: 'END=340' },
    { ...shared, alt: '<DUP>', info: 'END=340' },
    { ...shared, alt: '<DEL>', info: 'END=2000' },
    { ...shared, alt: '<DEL>' },
  ]);
  expect(rows.map(({ reason }) => reason?.code)).toEqual([
    'symbolic',
    'symbolic',
    'symbolic',
    'outside-contig',
    'symbolic',
  ]);
});

it('a haplotype with a symbolic allele is scored as the one with its bases, copy by copy', async () => {
  const haplotypesOf = async (name: string, rows: readonly VcfRow[]) => {
    const path = join(folder, name);
    writeFileSync(path, vcfText({ c: letters }, rows, ['S']));
    const source = { kind: 'haplotypes', path, unphased: 'as-written' } as const;
    const { records } = await scoreFile(scoring, source, { maxTargets: Infinity, minEffect: 0 });
    return records.flatMap(({ rows }) => rows);
  };
  const pairs = [pair('<DEL>', 300, 40), pair('<INV>', 500, 31), pair('<DUP:TANDEM>', 700, 25)];
  const genotypes = ['0|1|1|1', '0|0|1|1', '0|0|0|1'];
  const placed = (which: 0 | 1) =>
    pairs.map((rows, i) => ({ ...rows[which], genotypes: [genotypes[i]!] }));
  const symbolic = await haplotypesOf('symbolic-haplotypes.vcf', placed(0));
  expect(symbolic.map(({ id, applied }) => [id, applied])).toEqual([
    ['S haplotype 2', 1],
    ['S haplotype 3', 2],
    ['S haplotype 4', 3],
  ]);
  expect(await haplotypesOf('written-haplotypes.vcf', placed(1))).toEqual(symbolic);
});
