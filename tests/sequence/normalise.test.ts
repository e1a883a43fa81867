import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { VariantNormaliser, type AlleleOutcome } from '../../src-main/sequence/index.ts';
import type { NormaliseOptions } from '../../src-main/sequence/variant/normalise.ts';
import type { Reference } from '../../src-main/sequence/variant/bases-window.ts';
import { writeFasta } from '../support/cli-genome.ts';
import { hasHts, hts, repetitiveBases, vcfText, type VcfRow } from '../support/hts.ts';
import { Random } from '../support/random.ts';
import { temporaryFolder } from '../support/temporary-folder.ts';

function memoryReference(contigs: Readonly<Record<string, string>>): Reference {
  return {
    contigs: Object.entries(contigs).map(([name, { length }]) => ({ name, length })),
    fetch: ({ contig, start, end }) => Promise.resolve(contigs[contig]!.slice(start, end)),
  };
}

/** Outcomes of a record of contig `c`; `pos` is 1-based. */
async function normalise(
  letters: string,
  pos: number,
  ref: string,
  alts: readonly string[],
  options: NormaliseOptions = {},
): Promise<AlleleOutcome[]> {
  const normaliser = new VariantNormaliser(memoryReference({ c: letters }), options);
  return normaliser.normalise({ contig: 'c', pos: pos - 1, ref, alts });
}

/** A variant of a random place, padded on both sides, in whatever case. */
function randomRow(random: Random, contig: string, letters: string, id: string): VcfRow {
  const start = random.below(8) === 0 ? random.below(3) : random.below(letters.length - 40);
  const ref = letters.slice(start, start + 1 + random.below(random.below(3) === 0 ? 30 : 6));
  const alts = Array.from({ length: 1 + random.below(3) }, () => randomAlt(random, ref));
  const unique = [...new Set(alts)].filter((alt) => alt.toUpperCase() !== ref.toUpperCase());
  return unique.length === 0
    ? randomRow(random, contig, letters, id)
    : { contig, pos: start + 1, id, ref, alt: unique.join(',') };
}

function randomAlt(random: Random, ref: string): string {
  const cut = random.below(ref.length);
  const unit = ref.slice(cut, cut + 1 + random.below(4));
  const bases = Array.from({ length: 1 + random.below(4) }, () => 'ACGT'[random.below(4)]).join('');
  switch (random.below(5)) {
    case 0:
      // A repeated unit more.
      return ref.slice(0, cut) + unit.repeat(1 + random.below(3)) + ref.slice(cut);
    case 1:
      // Some bases less, but never all.
      return ref.slice(0, cut) + ref.slice(cut + unit.length) || ref.charAt(0);
    case 2:
      return ref.slice(0, cut) + bases + ref.slice(cut);
    case 3:
      return ref.slice(0, cut) + bases + ref.slice(cut + bases.length);
    default:
      return ref.slice(0, cut) + 'ACGT'[random.below(4)]! + ref.slice(cut + 1);
  }
}

describe.skipIf(!hasHts)('beside bcftools norm', () => {
  it.each([1, 2, 3])('the same alleles come out for 4,000 records, seed %i', async (seed) => {
    const random = new Random(seed);
    const contigs = {
      c1: repetitiveBases(random, 3000),
      c2: repetitiveBases(random, 500),
      c3: `${'A'.repeat(200)}CACACACACACACA${'GT'.repeat(100)}`,
    };
    const names = Object.keys(contigs) as (keyof typeof contigs)[];
    const rows = Array.from({ length: 4000 }, (_, i) => {
      const name = names[random.below(3)]!;
      return randomRow(random, name, contigs[name], `r${i}`);
    });
    rows.sort((a, b) => a.contig.localeCompare(b.contig) || a.pos - b.pos);

    const folder = temporaryFolder();
    const [fasta, vcf] = [join(folder, 'g.fa'), join(folder, 'v.vcf')];
    writeFasta(fasta, contigs);
    writeFileSync(vcf, vcfText(contigs, rows));
    const expected = hts('bcftools', 'norm', '-f', fasta, '-m', '-any', vcf)
      .split('\n')
      .filter((line) => line !== '' && !line.startsWith('#'))
      .map((line) => line.split('\t').slice(0, 5).join(' '));

    const normaliser = new VariantNormaliser(memoryReference(contigs));
    const found: string[] = [];
    for (const { contig, pos, id, ref, alt } of rows) {
      for (const { variant } of await normaliser.normalise({
        contig,
        pos: pos - 1,
        ref,
        alts: alt.split(','),
      })) {
        const { alleles } = variant!;
        found.push([contig, alleles.pos + 1, id, alleles.ref, alleles.alt].join(' '));
      }
    }
    expect(found.length).toBeGreaterThan(5000);
    expect(found.sort()).toEqual(expected.sort());
  });
});

describe('one allele', () => {
  const letters = 'GGACACACATTTTGCA';

  it.each([
    [3, 'A', 'T', 'snv', 'c:3:A>T'],
    [2, 'GA', 'GT', 'snv', 'c:3:A>T'],
    [3, 'AC', 'GT', 'mnv', 'c:3:AC>GT'],
    [8, 'CA', 'C', 'deletion', 'c:8:CA>C'],
    [7, 'ACA', 'A', 'deletion', 'c:2:GAC>G'],
    [9, 'A', 'ACA', 'insertion', 'c:2:G>GAC'],
    [3, 'ACA', 'TG', 'delins', 'c:3:ACA>TG'],
    [3, 'aca', 'tg', 'delins', 'c:3:ACA>TG'],
    [1, 'GG', 'G', 'deletion', 'c:1:GG>G'],
    [1, 'G', 'TG', 'insertion', 'c:1:G>TG'],
  ])('base %i %s>%s is the %s %s', async (pos, ref, alt, kind, id) => {
    const [outcome] = await normalise(letters, pos, ref, [alt]);
    expect(outcome!.variant).toMatchObject({ kind, id });
  });

  it.each([
    [3, 'A', '<DEL>', 'symbolic', '<DEL> is a symbolic allele, so its sequence is unknown.'],
    [3, 'A', '<NON_REF>', 'symbolic', /<NON_REF>/],
    [3, 'A', 'A[c:9[', 'breakend', /breakend/],
    [3, 'A', ']c:9]A', 'breakend', /breakend/],
    [3, 'A', '.A', 'breakend', /single breakend/],
    [3, 'A', '*', 'spanning-deletion', /another record/],
    [3, 'A', '.', 'no-alternative', /no alternative allele/i],
    [3, 'A', '', 'not-bases', 'An alternative allele is empty.'],
    [3, 'A', 'N', 'not-bases', 'N is not A, C, G or T.'],
    [3, 'A', 'R', 'not-bases', 'R is not A, C, G or T.'],
    [3, 'A', 'A1', 'not-bases', 'ALT is "A1"; letters of bases were expected.'],
    [3, '.', 'A', 'not-bases', 'REF is "."; letters of bases were expected.'],
    [3, 'A', 'A', 'no-change', /equals the reference/],
    [3, 'A', 'a', 'no-change', /equals the reference/],
    [3, 'C', 'T', 'ref-mismatch', 'REF is "C"; c has "A" at base 3.'],
    [16, 'AA', 'A', 'outside-contig', 'REF is base 16 to 17; c has bases 1 to 16.'],
    [0, 'N', 'A', 'outside-contig', 'REF is base 0 to 0; c has bases 1 to 16.'],
    [3, 'A', `A${'C'.repeat(60)}`, 'too-long', 'It changes 60 bases; at most 50 are read.'],
    [1, 'G', 'T', 'outside-region', /outside the region/i],
  ])('base %i %s>%s is refused as %s', async (pos, ref, alt, reason, message) => {
    const region = { contig: 'c', start: 1, end: 16 };
    const [outcome] = await normalise(letters, pos, ref, [alt], { maxLength: 50, region });
    expect(outcome!.variant).toBeUndefined();
    expect(outcome!.refusal).toMatchObject({
      reason,
      message: expect.stringMatching(message) as string,
    });
  });

  it('a bad allele leaves the others of its record alone', async () => {
    const outcomes = await normalise(letters, 3, 'A', ['*', 'T', '<DEL>', 'AC']);
    expect(
      outcomes.map(({ allele, variant, refusal }) => [allele, variant?.id ?? refusal?.reason]),
    ).toEqual([
      [1, 'spanning-deletion'],
      [2, 'c:3:A>T'],
      [3, 'symbolic'],
      [4, 'c:3:A>AC'],
    ]);
  });

  it('a record without ALT is refused as a whole', async () => {
    const [outcome, ...others] = await normalise(letters, 3, 'A', []);
    expect(others).toEqual([]);
    expect(outcome).toMatchObject({ allele: 0, alt: '.', refusal: { reason: 'no-alternative' } });
  });

  it('a base that the genome writes as an IUPAC code may be any that it stands for', async () => {
    expect((await normalise('ACRTT', 3, 'A', ['C']))[0]!.variant!.id).toBe('c:3:A>C');
    expect((await normalise('ACRTT', 3, 'AT', ['A']))[0]!.variant!.id).toBe('c:3:AT>A');
    expect((await normalise('ACRTT', 3, 'T', ['C']))[0]!.refusal!.reason).toBe('ref-mismatch');
    // Inside the letters that both alleles share, an N does no harm.
    expect((await normalise('ACNTT', 3, 'NT', ['N']))[0]!.variant!.id).toBe('c:3:NT>N');
  });
});

it('a long run of one base is left behind in one go', async () => {
  const letters = `C${'A'.repeat(300_000)}G`;
  const [outcome] = await normalise(letters, 300_001, 'A', ['AA']);
  expect(outcome!.variant!.id).toBe('c:1:C>CA');
});

it('a contig under another name is matched, and that is said once', async () => {
  const notes: string[] = [];
  const normaliser = new VariantNormaliser(memoryReference({ chr1: 'ACGT', chrM: 'ACGT' }), {
    onNote: (note) => notes.push(note),
  });
  const record = { pos: 0, ref: 'A', alts: ['T'] };
  const ids: unknown[] = [];
  for (const contig of ['1', '1', 'MT', 'chr1', '2']) {
    const [outcome] = await normaliser.normalise({ ...record, contig });
    ids.push(outcome!.variant?.id ?? outcome!.refusal);
  }
  expect(ids).toEqual([
    'chr1:1:A>T',
    'chr1:1:A>T',
    'chrM:1:A>T',
    'chr1:1:A>T',
    {
      reason: 'contig-unknown',
      message: 'There is no contig "2"; there are chr1, chrM.',
    },
  ]);
  expect(notes).toEqual([
    '"1" was read as the contig "chr1".',
    '"MT" was read as the contig "chrM".',
  ]);
});
