import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { openGenome } from '../../src-main/formats/open-genome/index.ts';
import { writeConsensus } from '../../src-main/analysis/consensus/index.ts';
import { bcftoolsLetters, smallFiles as small, writeOwn as write } from '../support/consensus.ts';
import { hasHts, hts, repetitiveBases, writeIndexedVcf, type VcfRow } from '../support/hts.ts';
import { root } from '../support/paths.ts';
import { Random } from '../support/random.ts';
import { neverStopped, readAnalysis } from '../support/read-analysis.ts';
import { temporaryFolder } from '../support/temporary-folder.ts';

const tutorial = join(root, 'resources/tutorial/tutorial.fa.gz');
const sample = join(root, 'resources/tutorial/sample.vcf.gz');

/** Variants that leave at least a base between each other, phased and not, up to three alleles. */
function randomRows(random: Random, contig: string, letters: string): VcfRow[] {
  const rows: VcfRow[] = [];
  for (let pos = 1; pos + 20 < letters.length; pos += 2 + random.below(40)) {
    const ref = letters.slice(pos - 1, pos - 1 + 1 + random.below(random.below(2) === 0 ? 8 : 1));
    const alts = Array.from({ length: 1 + random.below(2) }, () => {
      const bases = repetitiveBases(random, random.below(6));
      return ref.charAt(0) + bases;
    });
    const unique = [...new Set(alts)].filter((alt) => alt !== ref);
    if (unique.length === 0) continue;
    const allele = () => (random.below(12) === 0 ? '.' : random.below(unique.length + 1));
    const genotypes = [`${allele()}${random.below(2) === 0 ? '|' : '/'}${allele()}`];
    rows.push({ contig, pos, ref, alt: unique.join(','), genotypes });
    pos += ref.length;
  }
  return rows;
}

describe.skipIf(!hasHts)('beside bcftools consensus', () => {
  it('the tutorial sample has the same two sequences', async () => {
    const { letters, result, notes } = await write(tutorial, sample);
    for (const haplotype of [1, 2]) {
      const expected = bcftoolsLetters(tutorial, sample, haplotype);
      for (const contig of ['chrT1', 'chrT2']) {
        expect(letters[`${contig}_hap${haplotype}`]).toBe(expected[contig]);
      }
    }
    expect(result).toMatchObject({ refused: {}, unphased: 66 });
    expect(notes).toEqual([
      'Heterozygous genotypes without phase: 66. They are placed as written, the first ' +
        'allele on haplotype 1 (--unphased).',
    ]);
  });

  it.each([1, 2, 3, 4])(
    'random variants give the same sequences and chains, seed %i',
    async (seed) => {
      const random = new Random(seed);
      const contigs = { a: repetitiveBases(random, 20_000), b: repetitiveBases(random, 3000) };
      const rows = Object.entries(contigs).flatMap(([name, bases]) =>
        randomRows(random, name, bases),
      );
      expect(rows.length).toBeGreaterThan(500);
      const inRecords = new Set(
        rows.flatMap(({ contig, pos, ref }) =>
          Array.from({ length: ref.length }, (_, i) => `${contig}:${pos - 1 + i}`),
        ),
      );
      const { fasta, vcf } = small(contigs, rows);
      const packed = writeIndexedVcf(`${vcf}.gz`, readFileSync(vcf, 'utf8'));
      const { letters, chain, result } = await write(fasta, packed);
      expect(result.refused).toEqual({});
      for (const haplotype of [1, 2]) {
        const expected = bcftoolsLetters(fasta, packed, haplotype);
        for (const contig of ['a', 'b']) {
          expect(letters[`${contig}_hap${haplotype}`]).toBe(expected[contig]);
        }
        const path = join(temporaryFolder(), 'their.chain');
        hts('bcftools', 'consensus', '-H', `${haplotype}`, '-c', path, '-f', fasta, packed);
        const ours = liftedBases(chain, `_hap${haplotype}`);
        const theirs = liftedBases(readFileSync(path, 'utf8'), '');
        // Inside a record bcftools pairs the first bases of the alleles as they are stated.
        const outside = [...theirs.keys()].filter((place) => !inRecords.has(place));
        expect(outside.filter((place) => ours.get(place) !== theirs.get(place))).toEqual([]);
        expect(ours.size).toBeGreaterThan(20_000);
      }
    },
  );

  it('a region is that part of the sequence', async () => {
    const region = { contig: 'chrT2', start: 20_000, end: 60_000 };
    const { letters, chain, table, result } = await write(tutorial, sample, { region });
    expect(result.records.map(({ name }) => name)).toEqual([
      'chrT2_20001-60000_hap1',
      'chrT2_20001-60000_hap2',
    ]);
    const folder = temporaryFolder();
    writeFileSync(join(folder, 'r.fa'), hts('samtools', 'faidx', tutorial, 'chrT2:20001-60000'));
    for (const haplotype of [1, 2]) {
      const expected = bcftoolsLetters(join(folder, 'r.fa'), sample, haplotype);
      expect(letters[`chrT2_20001-60000_hap${haplotype}`]).toBe(expected['chrT2:20001-60000']);
    }
    const length = letters['chrT2_20001-60000_hap2']!.length;
    expect(chain).toContain(
      `chrT2 200000 + 20000 60000 chrT2_20001-60000_hap2 ${length} + 0 ${length} 2\n`,
    );
    expect(table[0]).toEqual('chrT2 20000 25724 chrT2_20001-60000_hap1 0 5724 same .'.split(' '));
  });
});

/** Where a chain leads the bases of the reference, as `a:17` to 23. */
function liftedBases(chain: string, suffix: string): Map<string, number> {
  const lifted = new Map<string, number>();
  for (const text of chain.split('\n\n').map((one) => one.trim())) {
    const [header, ...lines] = text.split('\n');
    const fields = header!.split(' ');
    if (text === '' || !fields[7]!.endsWith(suffix)) continue;
    let [at, own] = [Number(fields[5]), Number(fields[10])];
    for (const line of lines) {
      const [size = 0, gap = 0, ownGap = 0] = line.trim().split(/\s+/).map(Number);
      for (let i = 0; i < size; i++) lifted.set(`${fields[2]}:${at + i}`, own + i);
      at += size + gap;
      own += size + ownGap;
    }
    expect([at, own]).toEqual([Number(fields[6]), Number(fields[11])]);
  }
  return lifted;
}

it('the table leads from every base that is kept to the same base', async () => {
  const random = new Random(9);
  const contigs = { a: repetitiveBases(random, 5000) };
  const { fasta, vcf } = small(contigs, randomRows(random, 'a', contigs.a));
  const { letters, table } = await write(fasta, vcf);
  for (const haplotype of [1, 2]) {
    const name = `a_hap${haplotype}`;
    let [at, own, rebuilt] = [0, 0, ''];
    for (const row of table.filter((row) => row[3] === name)) {
      const [start, end, ownStart, ownEnd] = [1, 2, 4, 5].map((i) => Number(row[i]));
      expect([start, ownStart]).toEqual([at, own]);
      const [kept, mine] = [contigs.a.slice(start, end), letters[name]!.slice(ownStart, ownEnd)];
      if (row[6] === 'same') expect(mine).toBe(kept);
      else expect(mine).not.toBe(kept);
      expect(row[7]).toMatch(row[6] === 'same' ? /^\.$/ : /^a:\d+:[ACGT]+>[ACGT]+$/);
      rebuilt += kept;
      [at, own] = [end!, ownEnd!];
    }
    expect([rebuilt, own]).toEqual([contigs.a, letters[name]!.length]);
  }
});

const letters = 'ACGTACGTACGTACGT';

it.each([
  ['as-written', 'ACGTACGTACGTACGT', 'TCGTACGTACGTACGT'],
  ['reference', 'ACGTACGTACGTACGT', 'ACGTACGTACGTACGT'],
  ['alternative', 'TCGTACGTACGTACGT', 'TCGTACGTACGTACGT'],
] as const)('a genotype without phase is placed %s', async (unphased, first, second) => {
  const { fasta, vcf } = small({ c: letters }, [
    { contig: 'c', pos: 1, ref: 'A', alt: 'T', genotypes: ['0/1'] },
  ]);
  const written = await write(fasta, vcf, { unphased });
  expect(written.letters).toEqual({ c_hap1: first, c_hap2: second });
  expect(written.notes.join()).toContain('Heterozygous genotypes without phase: 1.');
});

it('phase, missing alleles and single copies are followed', async () => {
  const rows = ['1|0', '0|1', '1/1', '.', './1', '1', '1/.', '0/0'].map((genotype, i) => {
    const ref = letters.charAt(i);
    return { contig: 'c', pos: i + 1, ref, alt: ref === 'A' ? 'G' : 'A', genotypes: [genotype] };
  });
  const { fasta, vcf } = small({ c: letters }, rows);
  const { letters: written, notes } = await write(fasta, vcf);
  expect(written).toEqual({
    c_hap1: 'GCATAAATACGTACGT',
    c_hap2: 'AAATGCGTACGTACGT',
  });
  expect(notes).toContain(
    'Genotypes of 1 copy, where others have 2: 1. They are applied to haplotype 1 alone; further haplotypes ' +
      'keep the reference there. First: line 10.',
  );
  expect(notes).toContain('Genotypes that lack an allele: 3. The reference stands there.');
});

it('what cannot be applied is left out and said by reason', async () => {
  const row = (pos: number, ref: string, alt: string) => {
    return { contig: 'c', pos, ref, alt, genotypes: ['1/1'] };
  };
  const { fasta, vcf } = small({ c: letters }, [
    row(1, 'A', 'G'),
    row(2, 'CGTA', 'C'),
    row(4, 'T', 'A'),
    row(8, 'A', 'G'),
    row(9, 'A', '<DEL>'),
    row(10, 'C', '*'),
    row(11, 'G', 'N'),
    row(40, 'G', 'T'),
    { ...row(12, 'T', 'C'), genotypes: ['2/2'] },
    { ...row(12, 'T', 'C'), contig: 'd' },
    row(16, 'T', 'TAA'),
  ]);
  const { letters: written, result, notes } = await write(fasta, vcf, { haplotypes: [1] });
  expect(written).toEqual({ c_hap1: 'GCCGTACGTACGTAA' });
  expect(result.refused).toEqual({
    'ref-mismatch': 1,
    symbolic: 1,
    'spanning-deletion': 1,
    'not-bases': 1,
    'outside-contig': 1,
    malformed: 1,
    'contig-unknown': 1,
    overlap: 1,
  });
  expect(notes).toContain(
    'not applied: ref-mismatch, once: reference allele differs from the genome. First, ' +
      'line 8: REF is "A"; c has "T" at base 8.',
  );
  expect(notes.filter((note) => note.startsWith('not applied: spanning'))).toEqual([
    'not applied: spanning-deletion, once: *: part of a deletion in another record. First, line 10.',
  ]);
});

it('an indel is applied where its record has it, though it could be moved past another variant', async () => {
  const rows = [
    { contig: 'c', pos: 4, ref: 'A', alt: 'G', genotypes: ['1|1'] },
    { contig: 'c', pos: 5, ref: 'AA', alt: 'A', genotypes: ['1|1'] },
  ];
  const { fasta, vcf } = small({ c: 'CAAAAAT' }, rows);
  const { letters: written } = await write(fasta, vcf, { haplotypes: [1] });
  expect(written).toEqual({ c_hap1: 'CAAGAT' });
});

it('a file without samples gives every first ALT', async () => {
  const rows = [{ contig: '1', pos: 2, ref: 'C', alt: 'G,T' }];
  const { fasta } = small({ chr1: letters }, []);
  const { vcf } = small({ '1': letters }, rows, []);
  const { letters: written, notes } = await write(fasta, vcf);
  expect(written).toEqual({ chr1_alt: 'AGGTACGTACGTACGT' });
  expect(notes).toEqual([
    expect.stringMatching(/has no samples: the first ALT of every record is applied/),
    '"1" was read as the contig "chr1".',
  ]);
});

it('a region is found in a file that names its contigs otherwise, with an index and without', async () => {
  const random = new Random(3);
  const bases = repetitiveBases(random, 4000);
  const rows = randomRows(random, '7', bases);
  const { fasta } = small({ chr7: bases, chr8: bases }, []);
  const { vcf } = small({ '7': bases }, rows);
  const region = { contig: 'chr7', start: 1000, end: 2000 };
  const scanned = await write(fasta, vcf, { region });
  expect(scanned.result.records[1]!.applied).toBeGreaterThan(10);
  if (!hasHts) return;
  const packed = writeIndexedVcf(`${vcf}.gz`, readFileSync(vcf, 'utf8'));
  const found = await write(fasta, packed, { region });
  expect(found.letters).toEqual(scanned.letters);
});

it.each([
  [['A', 'B'], undefined, 'The VCF has 2 samples: A, B. Name one with --sample.'],
  [['A', 'B'], 'C', 'The VCF has no sample "C"; it has 2 samples: A, B.'],
  [[], 'C', 'The VCF has no sample "C"; it has no samples.'],
])('samples %j, asked for %j: refused', async (samples, wanted, message) => {
  const { fasta, vcf } = small({ c: letters }, [], samples);
  await expect(write(fasta, vcf, { sample: wanted })).rejects.toMatchObject({
    code: 'usage',
    message,
  });
});

it('one of several samples is read by its name', async () => {
  const rows = [{ contig: 'c', pos: 1, ref: 'A', alt: 'G,T', genotypes: ['1|1', '0|2'] }];
  const { fasta, vcf } = small({ c: letters }, rows, ['A', 'B']);
  const { letters: written } = await write(fasta, vcf, { sample: 'B', haplotypes: [2] });
  expect(written).toEqual({ c_hap2: `T${letters.slice(1)}` });
});

it('nothing is left behind where reading fails', async () => {
  const { fasta, vcf } = small({ c: letters }, []);
  const folder = temporaryFolder();
  const genome = await openGenome(fasta, { indexFolder: folder });
  const gone = {
    ...genome,
    contigs: genome.contigs,
    fetch: () => Promise.reject(new Error('gone')),
  };
  const out = temporaryFolder();
  const spec = { vcf, haplotypes: [1], unphased: 'reference', out: join(out, 'a.fa') } as const;
  const events = writeConsensus({ genome: gone }, spec, neverStopped);
  await expect(readAnalysis(events)).rejects.toThrow('gone');
  expect(readdirSync(out)).toEqual([]);
  await genome.close();
});

it.each([
  [['10', '10'], []],
  [['10', '20'], [expect.stringMatching(/^Phase sets \(PS\) of one contig: 2\. Haplotype 1/)]],
] as const)('phase sets %j are told apart', async (sets, expected) => {
  const { fasta, vcf } = small({ c: letters }, [
    { contig: 'c', pos: 1, ref: 'A', alt: 'T', genotypes: ['0|1'] },
    { contig: 'c', pos: 2, ref: 'C', alt: 'T', genotypes: ['0|1'] },
  ]);
  let row = 0;
  const text = readFileSync(vcf, 'utf8').replaceAll('GT\t0|1', () => `GT:PS\t0|1:${sets[row++]}`);
  writeFileSync(vcf, text);
  expect((await write(fasta, vcf)).notes).toEqual(expected);
});
