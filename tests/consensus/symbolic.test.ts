import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { VariantNormaliser } from '../../src-main/sequence/index.ts';
import { bcftoolsLetters, smallFiles, writeOwn } from '../support/consensus.ts';
import { hasHts, repetitiveBases, writeIndexedVcf, type VcfRow } from '../support/hts.ts';
import { Random } from '../support/random.ts';
import { otherStrand } from '../support/reverse-complement.ts';

/** What a row of a random file does to the bases that it is of. */
type Make = (bases: string) => string;

const symbolic: Readonly<Record<string, Make>> = {
  '<DEL>': () => '',
  '<DUP:TANDEM>': (bases) => bases + bases,
  '<INV>': otherStrand,
};

/**
 * Symbolic alleles and SNVs, none of which touches another, and what they make of the letters in order.
 */
function randomFile(random: Random, letters: string, alts: readonly string[]) {
  const rows: VcfRow[] = [];
  let own = '';
  let at = 0;
  for (let pos = 1 + random.below(20); pos + 80 < letters.length;) {
    const ref = letters.charAt(pos - 1);
    const length = 1 + random.below(60);
    const alt = alts[random.below(alts.length)]!;
    const end = pos + length;
    own += letters.slice(at, pos);
    own += symbolic[alt]!(letters.slice(pos, end));
    at = end;
    rows.push({ contig: 'c', pos, ref, alt, info: `END=${end}`, genotypes: ['1|1'] });
    // bcftools would have a base between them.
    pos = end + 2;
    const changed = letters.charAt(pos - 1) === 'A' ? 'C' : 'A';
    rows.push({ contig: 'c', pos, ref: letters.charAt(pos - 1), alt: changed, genotypes: ['1|1'] });
    own += letters.slice(at, pos - 1) + changed;
    at = pos;
    pos += 1 + random.below(30);
  }
  return { rows, own: own + letters.slice(at) };
}

describe.skipIf(!hasHts)('beside bcftools consensus', () => {
  it.each([1, 2, 3])('<DEL> gives the same sequence, seed %i', async (seed) => {
    const random = new Random(seed);
    const letters = repetitiveBases(random, 4000);
    const { rows, own } = randomFile(random, letters, ['<DEL>']);
    const { fasta, vcf } = smallFiles({ c: letters }, rows);
    const packed = writeIndexedVcf(`${vcf}.gz`, readFileSync(vcf, 'utf8'));
    const { letters: written, result } = await writeOwn(fasta, packed, { haplotypes: [1] });
    expect(result.refused).toEqual({});
    expect(written['c_hap1']).toBe(own);
    expect(written['c_hap1']).toBe(bcftoolsLetters(fasta, packed, 1)['c']);
  });

  it.each([
    ['one base of REF is stated as N', 'N', 'END=9'],
    ['REF has more than the base in front', 'TAC', 'END=9'],
    ['an SNV of the base in front stands', 'T', 'END=9'],
  ])('<DEL>: %s', async (_, ref, info) => {
    const letters = 'ACGTACGTACGTACGT';
    const genotypes = ['1|1'];
    const { fasta, vcf } = smallFiles({ c: letters }, [
      { contig: 'c', pos: 4, ref: 'T', alt: 'G', genotypes },
      { contig: 'c', pos: 4, ref, alt: '<DEL>', info, genotypes },
    ]);
    const packed = writeIndexedVcf(`${vcf}.gz`, readFileSync(vcf, 'utf8'));
    const { letters: written } = await writeOwn(fasta, packed, { haplotypes: [1] });
    expect(written).toEqual({ c_hap1: 'ACGGCGTACGT' });
    expect(written['c_hap1']).toBe(bcftoolsLetters(fasta, packed, 1)['c']);
  });
});

it.each([1, 2, 3, 4])('symbolic alleles are as their strings, seed %i', async (seed) => {
  const random = new Random(seed);
  const letters = repetitiveBases(random, 6000);
  const { rows, own } = randomFile(random, letters, Object.keys(symbolic));
  const { fasta, vcf } = smallFiles({ c: letters }, rows);
  const { letters: written, result, table } = await writeOwn(fasta, vcf, { haplotypes: [2] });
  expect(written).toEqual({ c_hap2: own });
  // The other strand of a palindrome is itself.
  expect(Object.keys(result.refused).filter((reason) => reason !== 'no-change')).toEqual([]);
  const kinds = new Set(table.map((row) => row[6]));
  for (const kind of ['same', 'snv', 'deletion', 'insertion', 'inversion'])
    expect(kinds).toContain(kind);
  const named = table.map((row) => row[7]!).filter((name) => name.includes('<'));
  expect(named).toContain(`c:${rows[0]!.pos}:${rows[0]!.ref}>${rows[0]!.alt}`);
});

const letters = 'ACGTTGCAACGGTACCATGA';
const row = (alt: string, info: string, pos = 4): VcfRow => {
  const ref = pos === 0 ? 'N' : letters.charAt(pos - 1);
  return { contig: 'c', pos, ref, alt, info, genotypes: ['1|1'] };
};

const deleted = letters.slice(0, 4) + letters.slice(9);
const doubled = letters.slice(0, 9) + letters.slice(4);
const turned = letters.slice(0, 4) + otherStrand(letters.slice(4, 9)) + letters.slice(9);

it.each([
  ['<DEL>', 'END=9', deleted],
  ['<DEL>', 'SVTYPE=DEL;SVLEN=-5', deleted],
  ['<DEL>', 'SVLEN=5', deleted],
  // END is what bcftools goes by.
  ['<DEL>', 'END=9;SVLEN=-7', deleted],
  ['<del>', 'END=9', deleted],
  ['<DEL:ME:ALU>', 'END=9', deleted],
  ['<DUP:TANDEM>', 'END=9', doubled],
  ['<DUP:TANDEM>', 'SVLEN=5', doubled],
  ['<DUP>', 'END=9;SVCLAIM=DJ', doubled],
  ['<DUP>', 'SVLEN=5;SVCLAIM=J', doubled],
  ['<INV>', 'END=9', turned],
  // Up to VCF 4.3 SVLEN is a difference of lengths.
  ['<INV>', 'END=9;SVLEN=0', turned],
  ['<INV>', 'SVLEN=5', turned],
])('%s with %s is applied', async (alt, info, expected) => {
  const { fasta, vcf } = smallFiles({ c: letters }, [row(alt, info)]);
  const { letters: written, result } = await writeOwn(fasta, vcf, { haplotypes: [1] });
  expect(result.refused).toEqual({});
  expect(written).toEqual({ c_hap1: expected });
});

it('each of several symbolic alleles ends by its own SVLEN', async () => {
  const several = { ...row('<DEL>,<DUP:TANDEM>', 'END=12;SVLEN=-5,8'), genotypes: ['1|2'] };
  const { fasta, vcf } = smallFiles({ c: letters }, [several]);
  const { letters: written } = await writeOwn(fasta, vcf);
  expect(written).toEqual({
    c_hap1: deleted,
    c_hap2: letters.slice(0, 12) + letters.slice(4),
  });
});

it('a deletion of the first bases has POS 0', async () => {
  const { fasta, vcf } = smallFiles({ c: letters }, [row('<DEL>', 'END=3', 0)]);
  const { letters: written } = await writeOwn(fasta, vcf, { haplotypes: [1] });
  expect(written).toEqual({ c_hap1: letters.slice(3) });
});

it.each([
  ['<DEL>', '.', 'symbolic', /<DEL> has neither END nor SVLEN, so its end is unknown\./],
  ['<INV>', 'SVLEN=0', 'symbolic', /neither END nor SVLEN/],
  ['<DEL>', 'END=4', 'symbolic', /begins at base 5 and ends at base 4\./],
  [
    '<DUP>',
    'END=9',
    'symbolic',
    /<DUP> without SVCLAIM=J or DJ does not say where the copy is inserted/,
  ],
  ['<DUP>', 'END=9;SVCLAIM=D', 'symbolic', /without SVCLAIM=J/],
  ['<DUP:INT>', 'END=9', 'symbolic', /<DUP:INT> does not say where the copy is inserted/],
  ['<INS>', 'END=4;SVLEN=9', 'symbolic', /<INS> is a symbolic allele/],
  ['<CNV>', 'END=9', 'symbolic', /<CNV> is a symbolic allele/],
  ['<*>', 'END=9', 'symbolic', /<\*> is a symbolic allele/],
  ['<DEL>', 'END=21', 'outside-contig', /<DEL> is of base 5 to 21; c has bases 1 to 20\./],
  ['<INV>', 'END=8', 'no-change', /alternative allele equals the reference/i],
])('%s with %s is left out as %s', async (alt, info, reason, message) => {
  const { fasta, vcf } = smallFiles({ c: letters }, [row(alt, info)]);
  const { letters: written, result, notes } = await writeOwn(fasta, vcf, { haplotypes: [1] });
  expect(written).toEqual({ c_hap1: letters });
  expect(result.refused).toEqual({ [reason]: 1 });
  expect(notes.join()).toMatch(message);
});

it('a REF that the genome does not have is left out', async () => {
  const { fasta, vcf } = smallFiles({ c: letters }, [{ ...row('<DEL>', 'END=9'), ref: 'G' }]);
  expect((await writeOwn(fasta, vcf)).result.refused).toEqual({ 'ref-mismatch': 1 });
});

it('N is deleted, copied and turned as other bases are', async () => {
  const gap = 'ACGTANNCGTAC';
  const apply = async (alt: string) => {
    const one = { contig: 'c', pos: 4, ref: 'T', alt, info: 'END=8', genotypes: ['1|1'] };
    const { fasta, vcf } = smallFiles({ c: gap }, [one]);
    return (await writeOwn(fasta, vcf, { haplotypes: [1] })).letters['c_hap1'];
  };
  expect(await apply('<DEL>')).toBe('ACGTGTAC');
  expect(await apply('<DUP:TANDEM>')).toBe('ACGTANNCANNCGTAC');
  expect(await apply('<INV>')).toBe('ACGTGNNTGTAC');
});

it('an inversion breaks the chain, which cannot turn bases round', async () => {
  const { fasta, vcf } = smallFiles({ c: letters }, [row('<INV>', 'END=9')]);
  const { chain } = await writeOwn(fasta, vcf, { haplotypes: [1] });
  // The outer two of the five bases are each other's complement, so they stay.
  expect(chain).toBe('chain 17 c 20 + 0 20 c_hap1 20 + 0 20 1\n5\t3\t3\n12\n\n');
});

it('variants of a duplicated stretch stand behind the copy of the reference', async () => {
  const { fasta, vcf } = smallFiles({ c: letters }, [
    row('<DUP:TANDEM>', 'END=9'),
    { contig: 'c', pos: 6, ref: 'G', alt: 'A', genotypes: ['1|1'] },
  ]);
  const { letters: written } = await writeOwn(fasta, vcf, { haplotypes: [1] });
  const changed = `${letters.slice(4, 5)}A${letters.slice(6)}`;
  expect(written).toEqual({ c_hap1: letters.slice(0, 9) + changed });
});

it('a deletion of 300,000 bases is applied, and named as its record does', async () => {
  const long = repetitiveBases(new Random(1), 400_000);
  const one = { contig: 'c', pos: 10, ref: long.charAt(9), alt: '<DEL>', genotypes: ['1|1'] };
  const { fasta, vcf } = smallFiles({ c: long }, [{ ...one, info: 'END=300010' }]);
  const { letters: written, table } = await writeOwn(fasta, vcf, { haplotypes: [1] });
  expect(written['c_hap1']).toBe(long.slice(0, 10) + long.slice(300_010));
  expect(table[1]!.slice(6)).toEqual(['deletion', `c:10:${long.charAt(9)}><DEL>`]);
});

it('duplications are applied up to 10,000,000 bases each and 250,000,000 together', async () => {
  const contigs = { c: 'ACGTTGCA'.repeat(2_000_000) };
  const duplication = (pos: number, length: number) => {
    const ref = contigs.c.charAt(pos - 1);
    return { contig: 'c', pos, ref, alts: ['<DUP:TANDEM>'], end: pos + length };
  };
  const normaliser = new VariantNormaliser(
    {
      contigs: [{ name: 'c', length: contigs.c.length }],
      fetch: ({ start, end }) => Promise.resolve(contigs.c.slice(start, end)),
    },
    { maxLength: Infinity },
  );
  const outcomes: unknown[] = [];
  for (const length of [10_000_001, ...Array.from({ length: 26 }, () => 10_000_000), 9999]) {
    const { end, ...record } = duplication(3, length);
    const structural = () => ({ end, claim: undefined });
    const [outcome] = await normaliser.normalise({ ...record, pos: record.pos - 1, structural });
    outcomes.push(outcome!.refusal?.message ?? outcome!.variant!.stated.bases.length);
  }
  expect(outcomes).toEqual([
    'It changes 10000001 bases; at most 10000000 are read.',
    ...Array.from({ length: 25 }, () => 10_000_000),
    'With those before it, it puts in more than 250000000 bases of the reference.',
    9999,
  ]);
});

it.skipIf(!hasHts)(
  'what reaches into a region from before it is told of, with an index and without',
  async () => {
    const bases = repetitiveBases(new Random(2), 2000);
    const ref = bases.charAt(99);
    const { fasta, vcf } = smallFiles({ c: bases }, [
      { contig: 'c', pos: 100, ref, alt: '<DEL>', info: 'END=600', genotypes: ['1|1'] },
    ]);
    const packed = writeIndexedVcf(`${vcf}.gz`, readFileSync(vcf, 'utf8'));
    const region = { contig: 'c', start: 500, end: 1000 };
    const past = { contig: 'c', start: 600, end: 1000 };
    // The plain file was packed, so it is no longer there.
    const again = smallFiles({ c: bases }, [
      { contig: 'c', pos: 100, ref, alt: '<DEL>', info: 'END=600', genotypes: ['1|1'] },
    ]).vcf;
    for (const path of [packed, again]) {
      const across = await writeOwn(fasta, path, { region, haplotypes: [1] });
      expect(across.result.refused).toEqual({ 'outside-region': 1 });
      const behind = await writeOwn(fasta, path, { region: past, haplotypes: [1] });
      expect(behind.result.refused).toEqual({});
    }
  },
);
