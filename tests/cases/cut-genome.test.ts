import { copyFileSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, describe, expect, it } from 'vitest';
import { candidatesIn } from '../../src-main/analysis/candidates/index.ts';
import type { Contig } from '../../src-main/contract/index.ts';
import type { Genome } from '../../src-main/formats/genome/index.ts';
import { openAlignment } from '../../src-main/formats/open-alignment/index.ts';
import { BigWigFile } from '../../src-main/formats/open-bigwig/index.ts';
import { openGenome } from '../../src-main/formats/open-genome/index.ts';
import {
  defaultCandidateOptions,
  parseRegion,
  placeFeatures,
  VariantNormaliser,
} from '../../src-main/sequence/index.ts';
import { bgzip, wrap } from '../formats/fixtures.ts';
import { megabase, tutorialGenome } from '../support/cli.ts';
import { expectFailure, expectSuccess } from '../support/cli-answers.ts';
import { dataLines } from '../support/cli-files.ts';
import { collect } from '../support/collect.ts';
import { hasHts, hts } from '../support/hts.ts';
import { root } from '../support/paths.ts';
import { sharedFolder, temporaryFolder } from '../support/temporary-folder.ts';
import { locationsIn, openBench } from '../workbench/open-workbench.ts';

const home = sharedFolder();
const indexFolder = join(home, 'indexes');
const tutorial = join(root, 'resources/tutorial');
const cut = join(home, 'cut.fa');
const part = { contig: 'chrT2', start: 5000, end: 30_000 };
let whole: Genome;
let letters: string;
beforeAll(async () => {
  whole = await openGenome(tutorialGenome, { indexFolder });
  letters = await whole.fetch(part);
  writeFileSync(cut, `>chrT2:5001-30000\n${wrap(letters, 60)}`);
  return () => whole.close();
});

async function open(path: string, notes: string[] = []): Promise<Genome> {
  return openGenome(path, { indexFolder, onNote: (note) => notes.push(note) });
}

function write(name: string, content: string | Uint8Array): string {
  const path = join(temporaryFolder(), name);
  writeFileSync(path, content);
  return path;
}

/** The contigs of a FASTA of such records, and what was said. */
async function contigsOf(records: Readonly<Record<string, number>>) {
  const text = Object.entries(records).map(([name, length]) => `>${name}\n${'A'.repeat(length)}\n`);
  const notes: string[] = [];
  const genome = await open(write('x.fa', text.join('')), notes);
  await genome.close();
  return { contigs: genome.contigs, notes: notes.map((note) => note.replace(/^.*x\.fa: /, '')) };
}

describe('a sequence that was cut out of a contig', () => {
  it('has the name and the positions of the contig, and N before it, with one note', async () => {
    for (const content of [readFileSync(cut), bgzip(readFileSync(cut, 'latin1'), 4000)]) {
      const notes: string[] = [];
      const path = write('cut.fa', content);
      const genome = await open(path, notes);
      const { start, end } = part;
      expect(genome.contigs).toEqual([{ name: 'chrT2', length: 30_000, parts: [{ start, end }] }]);
      expect(notes).toEqual([
        `${path}: "chrT2:5001-30000" was cut out of a contig; positions are those of the contig, ` +
          'and bases outside are N.',
      ]);
      const place = { contig: 'chrT2', start: 7000, end: 7100 };
      expect(await genome.fetch(place)).toBe(await whole.fetch(place));
      const before = { contig: 'chrT2', start: 4990, end: 5010 };
      expect(await genome.fetch(before)).toBe('N'.repeat(10) + letters.slice(0, 10));
      expect(await genome.fetch({ contig: 'chrT2', start: 3, end: 5 })).toBe('NN');
      await expect(genome.fetch({ contig: 'chrT2', start: 0, end: 30_001 })).rejects.toMatchObject({
        code: 'region-outside',
      });
      for (const contig of ['chrT2:5001-30000', 'chrT1']) {
        await expect(genome.fetch({ contig, start: 0, end: 1 })).rejects.toMatchObject({
          code: 'contig-unknown',
        });
      }
      await genome.close();
    }
  });

  it.skipIf(!hasHts)(
    'by samtools faidx, of several contigs, is that of the whole file',
    async () => {
      const fasta = write('t.fa', hts('bgzip', '-dc', tutorialGenome));
      const asked = ['chrT2:301-400', 'chrT1:51-250', 'chrT2:101-200', 'chrT2:201-250'];
      const genome = await open(write('some.fa', hts('samtools', 'faidx', fasta, ...asked)));
      expect(genome.contigs).toEqual([
        {
          name: 'chrT2',
          length: 400,
          parts: [
            { start: 100, end: 250 },
            { start: 300, end: 400 },
          ],
        },
        { name: 'chrT1', length: 250, parts: [{ start: 50, end: 250 }] },
      ]);
      const place = { contig: 'chrT2', start: 90, end: 320 };
      const own = await whole.fetch(place);
      expect(await genome.fetch(place)).toBe(
        'N'.repeat(10) + own.slice(10, 160) + 'N'.repeat(50) + own.slice(210),
      );
      await genome.close();
    },
  );

  it('may lie among whole contigs, and keeps its place among them', async () => {
    const { contigs } = await contigsOf({ chr1: 9, 'chr4:11-20': 10, 'chr2:1-3': 3, chr3: 5 });
    expect(contigs.map(({ name, length }) => [name, length])).toEqual([
      ['chr1', 9],
      ['chr4', 20],
      ['chr2', 3],
      ['chr3', 5],
    ]);
  });
});

describe('a name that only looks like a region', () => {
  it.each([
    ['an allele of HLA', { 'HLA-A*01:01:01:01': 5, 'HLA-DRB1*15:01:01-2': 7 }, []],
    [
      'one of another length, as samtools writes it beyond the end of a contig',
      { 'chr4:11-20': 8 },
      ['"chr4:11-20" has 8 bases, not the 10 of a region of that name; the whole name is used.'],
    ],
    [
      'one whose contig is there too',
      { chr4: 50, 'chr4:11-20': 10 },
      ['"chr4:11-20" used as whole names because chr4 itself is there too.'],
    ],
    [
      'parts that overlap',
      { 'chr4:11-20': 10, 'chr4:20-24': 5 },
      ['"chr4:11-20", "chr4:20-24" used as whole names because parts of it overlap.'],
    ],
    ['a reverse complement', { 'chr4:11-20/rc': 10 }, []],
    ['a range that ends before its start', { 'chr4:20-11': 10, 'chr4:0-9': 10 }, []],
  ])('%s is the whole name', async (_, records, said) => {
    const { contigs, notes } = await contigsOf(records);
    expect(contigs).toEqual(Object.entries(records).map(([name, length]) => ({ name, length })));
    expect(notes).toEqual(said);
  });
});

describe('regions and files on a genome that was cut', () => {
  const one: Contig = { name: 'chr4', length: 200, parts: [{ start: 99, end: 200 }] };
  const two: Contig = { ...one, length: 400, parts: [...one.parts!, { start: 299, end: 400 }] };

  it.each([
    ['chr4:120-180', one, 119, 180],
    ['chr4:100-200', one, 99, 200],
    ['chr4', one, 99, 200],
    ['4:-120', one, 99, 120],
    ['chr4:150', two, 149, 200],
    ['chr4:-350', two, 299, 350],
  ] as const)('%s is read in the coordinates of the contig', (text, contig, start, end) => {
    expect(parseRegion(text, [contig])).toEqual({ contig: 'chr4', start, end });
  });

  it.each([
    [
      'chr4:50-120',
      one,
      'region-outside',
      'base 50 to 120; the genome has bases 100 to 200 of chr4.',
    ],
    ['chr4:150-350', two, 'region-outside', 'has bases 100 to 200, 300 to 400 of chr4.'],
    ['chr4:250', two, 'region-outside', 'has bases 100 to 200, 300 to 400 of chr4.'],
    ['chr4', two, 'region-syntax', 'Name a region inside one of them.'],
    ['chr5:100-200', one, 'contig-unknown', 'there are chr4 (bases 100 to 200).'],
  ] as const)('%s is refused', (text, contig, code, message) => {
    expect(() => parseRegion(text, [contig])).toThrow(
      expect.objectContaining({
        code,
        message: expect.stringContaining(message) as string,
      }) as Error,
    );
  });

  it('features are those that lie inside, and a file that names the part itself is told so', () => {
    const feature = (contig: string, start: number, end: number) => ({ contig, start, end });
    const features = [feature('4', 110, 120), feature('chr4', 90, 120), feature('chr4', 250, 260)];
    const notes: string[] = [];
    const file = { path: 'a.bed', features, unit: 'line' } as const;
    expect(placeFeatures(file, [two], (note) => notes.push(note))).toEqual([
      feature('chr4', 110, 120),
    ]);
    expect(notes[1]).toBe(
      'a.bed: 2 lines skipped, outside the part of a contig in the genome: the first chr4:91-120.',
    );
    const named = { ...file, features: [feature('chr4:100-200', 0, 9)] };
    expect(() => placeFeatures(named, [one], () => undefined)).toThrow(
      'a.bed names chr4:100-200; the genome has chr4 (bases 100 to 200).',
    );
    // From the first base of the contig on, positions are the same by both names.
    const start: Contig = { name: 'chr4', length: 200, parts: [{ start: 0, end: 200 }] };
    const same = { ...file, features: [feature('chr4:1-200', 3, 9)] };
    expect(placeFeatures(same, [start], () => undefined)).toEqual([feature('chr4', 3, 9)]);
  });

  it('variants are checked by the positions of the contig, at its first base too', async () => {
    const genome = await open(cut);
    const normaliser = new VariantNormaliser(genome);
    const [ref, next] = [letters.charAt(0).toUpperCase(), letters.charAt(1).toUpperCase()];
    const [deletion] = await normaliser.normalise({
      ...{ contig: 'T2', pos: 5000, ref: ref + next, alts: [next] },
    });
    expect(deletion?.variant?.id).not.toContain('N');
    expect(deletion?.variant?.edit).toMatchObject({ start: 5000, end: 5001 });
    const [outside] = await normaliser.normalise({
      ...{ contig: 'chrT2', pos: 4999, ref: 'A', alts: ['C'] },
    });
    expect(outside?.refusal).toMatchObject({
      reason: 'outside-contig',
      message: 'REF is base 5,000 to 5,000; the genome has bases 5,001 to 30,000 of chrT2.',
    });
    await genome.close();
  });

  it('reads of the whole contig give the candidates that they give on all of it', async () => {
    const genome = await open(cut);
    const regions = [{ contig: 'chrT2', start: 5200, end: 29_800 }];
    const found = await Promise.all(
      [genome, whole].map(async (one) => {
        const alignment = await openAlignment(join(tutorial, 'sample.bam'), { genome: one });
        const tools = { genome: one, alignment, options: defaultCandidateOptions };
        const candidates = await collect(candidatesIn(regions, tools));
        await alignment.close();
        return candidates;
      }),
    );
    expect(found[0]!.length).toBeGreaterThan(3);
    expect(found[0]).toEqual(found[1]);
    await genome.close();
  });

  it('reads whose index lies elsewhere under another name are read by it', async () => {
    const path = join(temporaryFolder(), 'alone.bam');
    copyFileSync(join(tutorial, 'sample.bam'), path);
    const index = join(temporaryFolder(), 'elsewhere');
    copyFileSync(join(tutorial, 'sample.bam.bai'), index);
    await expect(openAlignment(path, { genome: whole })).rejects.toThrow('has no index');
    const region = { contig: 'chrT2', start: 5200, end: 9800 };
    const starts = async (alignment: Awaited<ReturnType<typeof openAlignment>>) =>
      (await collect(alignment.reads(region))).flat().map(({ start }) => start);
    const found = await starts(await openAlignment(path, { genome: whole, index }));
    expect(found.length).toBeGreaterThan(100);
    const beside = await openAlignment(join(tutorial, 'sample.bam'), { genome: whole });
    expect(found).toEqual(await starts(beside));
  });

  it.skipIf(!hasHts)('CRAM of samtools that needs other bases says which', async () => {
    const genome = await open(cut);
    const cram = join(temporaryFolder(), 'r.cram');
    const fasta = write('t.fa', hts('bgzip', '-dc', tutorialGenome));
    hts('samtools', 'view', '-C', '-T', fasta, '-o', cram, join(tutorial, 'sample.bam'));
    hts('samtools', 'index', cram);
    const alignment = await openAlignment(cram, { genome });
    const reading = collect(alignment.reads({ contig: 'chrT2', start: 6000, end: 7000 }));
    await expect(reading).rejects.toMatchObject({
      code: 'alignment-genome',
      message: expect.stringMatching(
        /^A slice is spelled by bases .* of chrT2; the genome has bases 5,001 to 30,000 of chrT2\./,
      ) as string,
    });
    await alignment.close();
    await genome.close();
  });
});

describe('commands on a genome that was cut', () => {
  const predict = (fasta: string, out: string, region: string) => {
    const what = ['--model', 'hawk-tutorial', '--tracks', 'promoter', '--provider', 'cpu'];
    const place = ['--fasta', fasta, '--region', region, '--flank', '0'];
    return megabase(['predict', ...place, ...what, '--out', out], { home });
  };

  it('predict what they predict on all of it, and write it at the same place', async () => {
    const [own, all] = ['own.bedgraph', 'all.bedgraph'].map((name) => join(home, name));
    const region = 'chrT2:10,001-12,000';
    const { stderr } = expectSuccess(await predict(cut, own!, region));
    expect(stderr).toContain('"chrT2:5001-30000" was cut out of a contig');
    expectSuccess(await predict(tutorialGenome, all!, region));
    expect(dataLines(own!)).toEqual(dataLines(all!));
    expect(dataLines(own!)[0]).toMatch(/^chrT2\t9984\t/);
  });

  it('write bigWig files whose contig reaches as far as what was cut', async () => {
    const out = join(home, 'own.bw');
    expectSuccess(await predict(cut, out, 'chrT2:29,001-30,000'));
    const file = await BigWigFile.open(out);
    expect(file.contigs).toEqual([{ name: 'chrT2', length: 30_000 }]);
    const region = { contig: 'chrT2', start: 29_000, end: 30_000 };
    const { starts, ends } = await file.values(region);
    expect(starts[0]).toBe(28_928);
    expect(Array.from(ends).at(-1)).toBeLessThanOrEqual(30_000);
    await file.close();
  });

  it('refuse a region that was not cut out', async () => {
    expectFailure(await predict(cut, join(home, 'no.bw'), 'chrT2:4,001-6,000'), {
      exit: 2,
      code: 'region-outside',
      message: /the genome has bases 5,001 to 30,000 of chrT2/,
    });
  });
});

it('the window opens it, with the note, and gives the browser a copy that has the positions', async () => {
  const bench = openBench(locationsIn(temporaryFolder()));
  const { id: project, genome } = await bench.newProject({ path: cut });
  expect(genome).toMatchObject({ name: 'cut.fa', format: 'fasta', index: undefined });
  expect(genome?.contigs).toEqual([
    { name: 'chrT2', length: 30_000, parts: [{ start: 5000, end: 30_000 }] },
  ]);
  expect(genome?.notes).toEqual([expect.stringContaining('"chrT2:5001-30000" was cut out')]);
  const copy = [...bench.shelf].find((path) => path.endsWith(genome!.sequence.name));
  expect(readFileSync(copy!, 'latin1')).toBe(
    `>chrT2:5001-30000 @len=30000\n${wrap(letters, 60).trimEnd()}\n`,
  );
  expect(await bench.findPlace({ project, text: 'chrT2:6,001-7,000' })).toMatchObject([
    { region: { contig: 'chrT2', start: 6000, end: 7000 } },
  ]);
  const region = 'chrT2:6,001-7,600';
  const job = await bench.predicted({ project, region, model: 'random-hawk', provider: 'cpu' });
  expect(job.state).toBe('done');
});
