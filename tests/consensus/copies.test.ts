import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { bcftoolsLetters, smallFiles, writeOwn } from '../support/consensus.ts';
import { hasHts, repetitiveBases, writeIndexedVcf, type VcfRow } from '../support/hts.ts';
import { Random } from '../support/random.ts';

const letters = 'ACGTACGTACGTACGT';

/** An SNV to T, or to A where there is a T. */
function snv(contig: string, pos: number, reference: string, genotypes: readonly string[]): VcfRow {
  const ref = reference.charAt(pos - 1);
  return { contig, pos, ref, alt: ref === 'T' ? 'A' : 'T', genotypes };
}

/** SNVs with genotypes of up to so many copies, some of their alleles unknown. */
function randomSnvs(random: Random, contig: string, bases: string, most: number): VcfRow[] {
  const allele = () => (random.below(10) === 0 ? '.' : `${random.below(2)}`);
  return Array.from({ length: Math.floor(bases.length / 3) }, (_, i) => {
    const copies = random.below(3) === 0 ? 1 + random.below(most) : most;
    const separator = random.below(2) === 0 ? '|' : '/';
    const genotype = Array.from({ length: copies }, allele).join(separator);
    return snv(contig, 3 * i + 1, bases, [genotype]);
  });
}

const tetraploid = ['0|0|1|1', '0|0|0|1', '0|1|1|1', '0/0/0/1'].map((genotype, i) =>
  snv('c', 2 * i + 1, letters, [genotype]),
);

describe.skipIf(!hasHts)('beside bcftools consensus', () => {
  it.each([
    [1, 1],
    [2, 3],
    [3, 4],
    [4, 8],
  ])('seed %i: all of %i copies are the same, among them those of fewer', async (seed, most) => {
    const random = new Random(seed);
    const contigs = { a: repetitiveBases(random, 600), b: repetitiveBases(random, 300) };
    const rows = [
      ...randomSnvs(random, 'a', contigs.a, most),
      ...randomSnvs(random, 'b', contigs.b, Math.max(1, most - 1)),
    ];
    const { fasta, vcf } = smallFiles(contigs, rows);
    const packed = writeIndexedVcf(`${vcf}.gz`, readFileSync(vcf, 'utf8'));
    const { letters: written, result } = await writeOwn(fasta, packed);
    expect(result.refused).toEqual({});
    expect(Object.keys(written)).toHaveLength(2 * most);
    for (let haplotype = 1; haplotype <= most; haplotype++) {
      const expected = bcftoolsLetters(fasta, packed, haplotype);
      for (const contig of ['a', 'b'])
        expect(written[`${contig}_hap${haplotype}`]).toBe(expected[contig]);
    }
  });

  it("of one of several samples, copies are counted in that sample's own genotypes", async () => {
    const rows = [
      ['1', '0|1'],
      ['0|1', '1|1|1'],
      ['1', '0'],
    ].map((genotypes, i) => snv('c', 2 * i + 1, letters, genotypes));
    const { fasta, vcf } = smallFiles({ c: letters }, rows, ['S', 'T']);
    const packed = writeIndexedVcf(`${vcf}.gz`, readFileSync(vcf, 'utf8'));
    for (const [sample, copies] of [
      ['S', 2],
      ['T', 3],
    ] as const) {
      const { letters: written } = await writeOwn(fasta, packed, { sample });
      expect(Object.keys(written)).toHaveLength(copies);
      for (let haplotype = 1; haplotype <= copies; haplotype++) {
        const expected = bcftoolsLetters(fasta, packed, haplotype, sample);
        expect(written[`c_hap${haplotype}`]).toBe(expected['c']);
      }
    }
  });
});

it('four copies have their 0, 1, 2 and 4 variants, in sequence, chain and table', async () => {
  const { fasta, vcf } = smallFiles({ c: letters }, tetraploid);
  const { result, letters: written, chain, table, notes } = await writeOwn(fasta, vcf);
  expect(result.records.map(({ name, applied }) => [name, applied])).toEqual([
    ['c_hap1', 0],
    ['c_hap2', 1],
    ['c_hap3', 2],
    ['c_hap4', 4],
  ]);
  expect(written['c_hap4']).toBe('TCTTTCTTACGTACGT');
  expect(chain.match(/^chain .* c_hap\d /gm)).toHaveLength(4);
  expect(new Set(table.map((row) => row[3])).size).toBe(4);
  expect(notes[0]).toBe('The genotypes have up to 4 copies.');
});

it.each([
  ['reference', [0, 1, 2, 3]],
  ['alternative', [1, 2, 3, 4]],
] as const)('a genotype of four copies without phase is placed %s', async (unphased, applied) => {
  const { fasta, vcf } = smallFiles({ c: letters }, tetraploid);
  const { result, notes } = await writeOwn(fasta, vcf, { unphased });
  expect(result.records.map((record) => record.applied)).toEqual(applied);
  expect(notes.join()).toContain('on all haplotypes (--unphased)');
});

it('one copy of four is written alone', async () => {
  const { fasta, vcf } = smallFiles({ c: letters }, tetraploid);
  const { result } = await writeOwn(fasta, vcf, { haplotypes: [3] });
  expect(result.records.map(({ name, applied }) => [name, applied])).toEqual([['c_hap3', 2]]);
});

it('genotypes of one copy alone give one haplotype', async () => {
  const { fasta, vcf } = smallFiles({ c: letters }, [
    snv('c', 1, letters, ['1']),
    // Callers write a missing one so, whatever it has of copies.
    snv('c', 2, letters, ['./.']),
    snv('c', 3, letters, ['0']),
  ]);
  const { letters: written, notes } = await writeOwn(fasta, vcf);
  expect(written).toEqual({ c_hap1: `T${letters.slice(1)}` });
  expect(notes[0]).toBe('All genotypes have 1 copy, which is haplotype 1.');

  const second = await writeOwn(fasta, vcf, { haplotypes: [2] });
  expect(second.letters).toEqual({ c_hap2: letters });
  expect(second.notes).toContain('Haplotype 2: no genotype has this copy, so it is the reference.');
});

it('a contig of one copy beside those of two is told of', async () => {
  const { fasta, vcf } = smallFiles({ chr1: letters, chrX: letters }, [
    snv('chr1', 1, letters, ['1|1']),
    snv('chr1', 2, letters, ['.']),
    snv('chrX', 1, letters, ['1']),
    snv('chrX', 3, letters, ['0']),
  ]);
  const { letters: written, notes } = await writeOwn(fasta, vcf);
  const changed = `T${letters.slice(1)}`;
  expect(written).toEqual({
    ...{ chr1_hap1: changed, chr1_hap2: changed },
    ...{ chrX_hap1: changed, chrX_hap2: letters },
  });
  expect(notes).toEqual([
    'Genotypes of 1 copy, where others have 2: 2. They are applied to haplotype 1 alone; further haplotypes ' +
      'keep the reference there. First: line 8.',
    'Contigs whose genotypes all have fewer copies than 2: chrX (1). Their further haplotypes are the ' +
      'reference.',
    'Genotypes that lack an allele: 1. The reference stands there.',
  ]);
});

it('where no genotype is known, that two copies are taken is said', async () => {
  const { fasta, vcf } = smallFiles({ c: letters }, [snv('c', 1, letters, ['./././.'])]);
  const { letters: written, notes } = await writeOwn(fasta, vcf);
  expect(written).toEqual({ c_hap1: letters, c_hap2: letters });
  expect(notes[0]).toMatch(/^No known genotypes: two copies are assumed/);
});

it.each([
  ['1|1', [3], 'Haplotype 3 was asked for; the genotypes have 2 copies.'],
  ['1', [3], 'Haplotype 3 was asked for; the genotypes have 1 copy.'],
  ['0|1|1', [1, 4], 'Haplotype 4 was asked for; the genotypes have 3 copies.'],
  [
    Array.from({ length: 65 }, () => '1').join('|'),
    undefined,
    'The genotype at line 5 has 65 copies; at most 64 are read.',
  ],
])('of the genotype %s the haplotypes %j are refused', async (genotype, haplotypes, message) => {
  const { fasta, vcf } = smallFiles({ c: letters }, [snv('c', 1, letters, [genotype])]);
  await expect(writeOwn(fasta, vcf, { haplotypes })).rejects.toMatchObject({
    code: 'usage',
    message,
  });
});
