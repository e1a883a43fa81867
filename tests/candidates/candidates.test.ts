import { copyFileSync, readFileSync, truncateSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import type { Region } from '../../src-main/contract/index.ts';
import { openAlignment } from '../../src-main/formats/open-alignment/index.ts';
import type { AlignedRead } from '../../src-main/formats/alignment/index.ts';
import { openGenome } from '../../src-main/formats/open-genome/index.ts';
import { openVcf } from '../../src-main/formats/open-vcf/index.ts';
import {
  defaultCandidateOptions,
  PileupTile,
  VariantNormaliser,
  type Candidate,
  type CandidateOptions,
} from '../../src-main/sequence/index.ts';
import { candidatesIn } from '../../src-main/analysis/candidates/index.ts';
import { writeFasta } from '../support/cli-genome.ts';
import { collect } from '../support/collect.ts';
import { hasHts, hts } from '../support/hts.ts';
import { root } from '../support/paths.ts';
import { Random } from '../support/random.ts';
import { sharedFolder, temporaryFolder } from '../support/temporary-folder.ts';

const tutorial = join(root, 'resources/tutorial/tutorial.fa.gz');
const sample = join(root, 'resources/tutorial/sample.vcf.gz');
const bam = join(root, 'resources/tutorial/sample.bam');
const folder = sharedFolder();

async function find(
  fasta: string,
  reads: string,
  {
    regions,
    notes = [],
    ...options
  }: Partial<CandidateOptions> & {
    regions?: readonly Region[];
    notes?: string[];
  } = {},
): Promise<Candidate[]> {
  const onNote = (note: string) => notes.push(note);
  const genome = await openGenome(fasta, { indexFolder: folder });
  try {
    const alignment = await openAlignment(reads, { genome, onNote });
    try {
      const all = genome.contigs.map(({ name, length }) => ({
        contig: name,
        start: 0,
        end: length,
      }));
      const tools = {
        genome,
        alignment,
        onNote,
        options: { ...defaultCandidateOptions, ...options },
      };
      return await collect(candidatesIn(regions ?? all, tools));
    } finally {
      await alignment.close();
    }
  } finally {
    await genome.close();
  }
}

let whole: Promise<Candidate[]> | undefined;

/** All candidates of the tutorial's BAM, looked for once. */
function wholeSample(): Promise<Candidate[]> {
  return (whole ??= find(tutorial, bam));
}

/** Genotypes of a VCF file's variants, by the variants' names once normalised. */
async function variantsOf(path: string): Promise<Map<string, string>> {
  const genome = await openGenome(tutorial, { indexFolder: folder });
  const normaliser = new VariantNormaliser(genome);
  const found = new Map<string, string>();
  for await (const record of (await openVcf(path)).records()) {
    if (record.broken) throw new Error(record.problem);
    for (const { variant } of await normaliser.normalise(record)) {
      if (variant !== undefined) found.set(variant.id, record.field(0, 'GT') ?? '');
    }
  }
  await genome.close();
  return found;
}

/** How many of the true ones were found, and how many of the found ones are true. */
function compare(found: Iterable<string>, truth: ReadonlyMap<string, string>) {
  const names = new Set(found);
  const right = [...names].filter((name) => truth.has(name)).length;
  return { recall: right / truth.size, precision: right / names.size };
}

it('the tutorial sample is found in its reads, nearly all of it and nearly nothing else', async () => {
  const truth = await variantsOf(sample);
  expect(truth.size).toBe(105);
  const found = await wholeSample();
  const { recall, precision } = compare(
    found.map(({ id }) => id),
    truth,
  );
  expect(recall).toBeGreaterThanOrEqual(0.95);
  expect(precision).toBeGreaterThanOrEqual(0.95);
  const guessed = found.filter(({ id, genotype }) => truth.get(id) === genotype);
  expect(guessed.length / found.length).toBeGreaterThanOrEqual(0.95);

  if (!hasHts) return;
  const [piled, called] = [join(folder, 'piled.bcf'), join(folder, 'called.vcf')];
  hts('bcftools', 'mpileup', '-f', tutorial, '-Ob', '-o', piled, bam);
  hts('bcftools', 'call', '-mv', '-o', called, piled);
  const theirs = compare((await variantsOf(called)).keys(), truth);
  expect(theirs.recall).toBeGreaterThanOrEqual(0.95);
  expect(theirs.precision).toBeGreaterThanOrEqual(0.95);
  expect(recall).toBeGreaterThanOrEqual(theirs.recall - 0.02);
  expect(precision).toBeGreaterThanOrEqual(theirs.precision - 0.02);
});

it('a part of the genome has the same candidates as it has in the whole', async () => {
  const all = await wholeSample();
  const regions = [
    { contig: 'chrT2', start: 22_307, end: 22_308 },
    { contig: 'chrT2', start: 22_308, end: 120_000 },
    { contig: 'chrT1', start: 100_000, end: 200_000 },
  ];
  const parts = await find(tutorial, bam, { regions });
  const inside = ({ contig, start, end }: Region) =>
    all.filter((one) => one.contig === contig && one.edit.start >= start && one.edit.start < end);
  expect(inside(regions[0]!)).toHaveLength(1);
  expect(parts).toEqual(regions.flatMap(inside));
});

describe.skipIf(!hasHts)('with samtools', () => {
  it.each(['3.0', '3.1'])('CRAM %s gives the same candidates as BAM', async (version) => {
    const cram = join(folder, `v${version}.cram`);
    hts('samtools', 'view', '-O', `cram,version=${version}`, '-T', tutorial, '-o', cram, bam);
    hts('samtools', 'index', cram);
    expect(await find(tutorial, cram)).toEqual(await wholeSample());
  });

  it('CRAM gives every read as BAM does', async () => {
    const cram = join(folder, 'reads.cram');
    hts('samtools', 'view', '-C', '-T', tutorial, '-o', cram, bam);
    hts('samtools', 'index', cram);
    const region = { contig: 'chrT2', start: 30_000, end: 34_000 };
    const [ours, theirs] = await Promise.all([readsOf(bam, region), readsOf(cram, region)]);
    expect(ours.length).toBeGreaterThan(300);
    expect(theirs).toEqual(ours);
    const lines = hts('samtools', 'view', bam, 'chrT2:30001-34000').trimEnd().split('\n');
    expect(ours.map(({ name }) => name)).toEqual(lines.map((line) => line.split('\t')[0]));
  });

  it('every position has the counts that samtools mpileup has', async () => {
    const counted = await pileOf(bam, { contig: 'chrT2', start: 0, end: 200_000 });
    const args = ['-x', '-A', '-B', '-q', '20', '-Q', '20', '-d', '0', '-r', 'chrT2', bam];
    let positions = 0;
    for (const line of hts('samtools', 'mpileup', ...args).split('\n')) {
      if (line === '') continue;
      const [, pos, , , text] = line.split('\t');
      const theirs = countLetters(text!);
      const at = Number(pos) - 1;
      const ours = [0, 1, 2, 3].map((code) => counted.counts(at, code));
      if (String(ours) !== String(theirs)) expect([pos, ours]).toEqual([pos, theirs]);
      positions++;
    }
    expect(positions).toBeGreaterThan(199_000);
  });

  it('a place of 30,000 reads is read in bounds, and what is left out is said', async () => {
    const { fasta, reads } = deepAlignment(30_000);
    const notes: string[] = [];
    const found = await find(fasta, reads, { notes });
    expect(found.map(({ id, genotype }) => [id, genotype])).toEqual([['c:500:A>C', '0/1']]);
    expect(found[0]!.depth).toBeLessThanOrEqual(8000);
    expect(notes).toEqual([
      expect.stringMatching(/^c:1-1,000 is deeper than 8000 reads; \d+ reads were skipped\.$/),
    ]);
    const all = await find(fasta, reads, { maxDepth: 100_000 });
    expect(all[0]!.depth).toBe(30_000);
  });

  it.each([
    [
      'a file without an index',
      'alignment-index',
      /has no index; looked for .*\.bam\.bai, /,
      noIndex,
    ],
    ['a file that is cut short', 'alignment-format', /is cut short: its \d+ bytes do not end/, cut],
    [
      'a damaged block',
      'alignment-format',
      /bgzip block at compressed offset \d+ .* is damaged/,
      damaged,
    ],
    [
      'the index of another file',
      'alignment-index',
      /The index of .* (lies at|leads to)|\.bai (leads|does not fit|has)/,
      otherIndex,
    ],
    [
      'an index that is none',
      'alignment-index',
      /\.bai is not a BAM index: it begins with /,
      noSuchIndex,
    ],
    ['a text file', 'alignment-format', /is neither BAM nor CRAM; it begins with "@HD/, samText],
    [
      'a packed text file',
      'alignment-format',
      /is BGZF-compressed like BAM, but begins with ">chr"/,
      packedText,
    ],
    ['a cut CRAM', 'alignment-format', /is cut short: its \d+ bytes/, cutCram],
  ])('%s is told of', async (_, code, message, make) => {
    const path = make(temporaryFolder());
    await expect(find(tutorial, path)).rejects.toMatchObject({
      code,
      message: expect.stringMatching(message) as string,
    });
  });

  it('reads of another genome are told of', async () => {
    const other = (contigs: Record<string, string>) => {
      const path = join(temporaryFolder(), 'other.fa');
      writeFasta(path, contigs);
      return path;
    };
    const longer = other({ chrT1: 'A'.repeat(2000), chrT2: 'A'.repeat(100) });
    await expect(find(longer, bam)).rejects.toMatchObject({
      code: 'alignment-genome',
      message: `${bam} was aligned to another genome: its chrT1 has 1,000,000 bp, the genome's chrT1 2,000 bp.`,
    });
    await expect(find(other({ scaffold_1: 'ACGT' }), bam)).rejects.toMatchObject({
      code: 'alignment-genome',
      message: `${bam} has no contig of this genome: it has chrT1, chrT2; the genome scaffold_1.`,
    });
    // As long, but of other bases: a CRAM knows what it was made with.
    const cram = join(folder, 'other.cram');
    hts('samtools', 'view', '-C', '-T', tutorial, '-o', cram, bam);
    hts('samtools', 'index', cram);
    const alike = other({ chrT1: 'A'.repeat(1_000_000), chrT2: 'A'.repeat(200_000) });
    await expect(find(alike, cram)).rejects.toMatchObject({
      code: 'alignment-genome',
      message: expect.stringMatching(/other\.cram was made with another reference/) as string,
    });
  });

  it('reads whose contigs have other names are found, and a contig without reads is noted', async () => {
    const [sam, renamed] = [join(folder, 'renamed.sam'), join(folder, 'renamed.bam')];
    const text = hts('samtools', 'view', '-h', bam, 'chrT2:20000-30000');
    writeFileSync(sam, text.replaceAll('chrT2', 'T2').replaceAll(/^@SQ\tSN:chrT1.*\n/gm, ''));
    hts('samtools', 'view', '-b', '-o', renamed, sam);
    hts('samtools', 'index', '-c', renamed);
    const notes: string[] = [];
    const found = await find(tutorial, renamed, { notes });
    expect(found.map(({ id }) => id)).toEqual(['chrT2:22308:A>C', 'chrT2:25725:T>G']);
    expect(notes).toEqual([`${renamed} has no contig chrT1: nothing is found there.`]);
  });
});

async function readsOf(path: string, region: Region): Promise<AlignedRead[]> {
  const genome = await openGenome(tutorial, { indexFolder: folder });
  const alignment = await openAlignment(path, { genome });
  const reads = (await collect(alignment.reads(region))).flat().map((read) => ({
    ...read,
    cigar: [...Array.from(read.cigar)],
    qualities: read.qualities && [...read.qualities],
  }));
  await alignment.close();
  await genome.close();
  return reads as unknown as AlignedRead[];
}

/** The reads of a contig counted each for itself, mates too. */
async function pileOf(path: string, region: Region): Promise<PileupTile> {
  const genome = await openGenome(tutorial, { indexFolder: folder });
  const alignment = await openAlignment(path, { genome });
  const tile = new PileupTile(region.start, region.end, defaultCandidateOptions);
  for await (const batch of alignment.reads(region)) {
    for (const read of batch) tile.add({ ...read, flags: read.flags & ~1 });
  }
  tile.finish();
  await alignment.close();
  await genome.close();
  return tile;
}

/** Counts of A, C, G, T by strand in the bases of a line of `samtools mpileup` without a reference. */
function countLetters(text: string): number[][] {
  const counts = [0, 1, 2, 3].map(() => [0, 0]);
  const plain = text.replaceAll(/\^./g, '').replaceAll(/[+-](\d+)/g, '<$1>');
  for (let i = 0; i < plain.length; i++) {
    const indel = /^<(\d+)>/.exec(plain.slice(i, i + 6));
    if (indel !== null) {
      i += indel[0].length - 1 + Number(indel[1]);
      continue;
    }
    const letter = plain.charAt(i);
    const code = 'ACGT'.indexOf(letter.toUpperCase());
    if (code >= 0) counts[code]![letter === letter.toUpperCase() ? 0 : 1]!++;
  }
  return counts;
}

function deepAlignment(count: number): { fasta: string; reads: string } {
  const random = new Random(4);
  const letters = Array.from({ length: 1000 }, () => 'CGT'[random.below(3)]).join('');
  const genome = `${letters.slice(0, 499)}A${letters.slice(500)}`;
  const place = temporaryFolder();
  const [fasta, sam, reads] = ['g.fa', 'r.sam', 'r.bam'].map((name) => join(place, name));
  writeFasta(fasta!, { c: genome });
  const lines = Array.from({ length: count }, (_, i) => {
    const start = 420 + Math.floor((i / count) * 60);
    const bases = genome.slice(start, start + 100).split('');
    if (i % 2 === 0) bases[499 - start] = 'C';
    const flag = i % 4 < 2 ? 0 : 16;
    return [
      `r${i}`,
      flag,
      'c',
      start + 1,
      60,
      '100M',
      '*',
      0,
      0,
      bases.join(''),
      'I'.repeat(100),
    ].join('\t');
  });
  writeFileSync(sam!, `@HD\tVN:1.6\tSO:coordinate\n@SQ\tSN:c\tLN:1000\n${lines.join('\n')}\n`);
  hts('samtools', 'view', '-b', '-o', reads!, sam!);
  hts('samtools', 'index', reads!);
  return { fasta: fasta!, reads: reads! };
}

function copied(place: string): string {
  const path = join(place, 'copy.bam');
  copyFileSync(bam, path);
  copyFileSync(`${bam}.bai`, `${path}.bai`);
  return path;
}

function noIndex(place: string): string {
  const path = join(place, 'copy.bam');
  copyFileSync(bam, path);
  return path;
}

function cut(place: string): string {
  const path = copied(place);
  truncateSync(path, 1_000_000);
  return path;
}

function damaged(place: string): string {
  const path = copied(place);
  const bytes = readFileSync(path);
  bytes[1_000_000]! ^= 0x10;
  writeFileSync(path, bytes);
  return path;
}

function otherIndex(place: string): string {
  const path = copied(place);
  hts('samtools', 'view', '-b', '-s', '0.7', '-o', path, bam);
  copyFileSync(`${bam}.bai`, `${path}.bai`);
  return path;
}

function noSuchIndex(place: string): string {
  const path = copied(place);
  writeFileSync(`${path}.bai`, 'nothing of the sort');
  return path;
}

function samText(place: string): string {
  const path = join(place, 'reads.bam');
  writeFileSync(path, '@HD\tVN:1.6\n');
  return path;
}

function packedText(place: string): string {
  const path = join(place, 'reads.bam');
  copyFileSync(tutorial, path);
  return path;
}

function cutCram(place: string): string {
  const path = join(place, 'cut.cram');
  hts('samtools', 'view', '-C', '-T', tutorial, '-o', path, bam);
  hts('samtools', 'index', path);
  truncateSync(path, 300_000);
  return path;
}
