import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { BigWig } from '@gmod/bbi';
import { beforeAll, describe, expect, it } from 'vitest';
import { Safetensors } from '../../src-main/formats/safetensors/index.ts';
import { megabase, predictArgs } from '../support/cli.ts';
import { expectSuccess } from '../support/cli-answers.ts';
import { dataLines, readText, readTsv, tsvValues, type TsvRow } from '../support/cli-files.ts';
import { referenceModels } from '../support/paths.ts';
import { runPass } from '../support/run-pass.ts';
import { sharedFolder, temporaryFolder } from '../support/temporary-folder.ts';
import { tutorialContig } from '../support/tutorial-genome.ts';

const home = sharedFolder();
/** Bins of 128 bp: the interval that is read is [4992, 13056). */
const place = { region: 'chrT2:5,001-13,000', start: 4992, end: 13056, bins: 63 };
/** What every format has to hold. */
let rows: TsvRow[];

/** Predicts two tracks and writes them; after the first time they come from the cache. */
async function write(name: string, ...more: string[]): Promise<string> {
  const path = join(temporaryFolder(), name);
  const tracks = ['--tracks', 'promoter,enhancer', '--flank', '0'];
  expectSuccess(
    await megabase(predictArgs('hawk-tutorial', place.region, path, ...tracks, ...more), { home }),
  );
  return path;
}

const passing = (threshold: number) => rows.filter(({ value }) => value >= threshold);

beforeAll(async () => {
  const path = join(home, 'rows.tsv');
  const tracks = ['--tracks', 'promoter,enhancer', '--flank', '0'];
  expectSuccess(
    await megabase(predictArgs('hawk-tutorial', place.region, path, ...tracks), { home }),
  );
  rows = readTsv(path);
});

it('a TSV file holds, bin by bin, what the engine says of the interval', async () => {
  const { tracks, firstBin } = await runPass({
    model: referenceModels['hawk-tutorial'],
    tokens: tutorialContig('chrT2').subarray(place.start, place.end),
    start: place.start,
    graphs: join(home, 'engine-graphs'),
  });
  // Tracks of the head: enhancer, insulator, promoter, expression.
  const expected = [...tracks[2]!, ...tracks[0]!];
  expect(rows).toHaveLength(2 * place.bins);
  expect(rows.map(({ value }) => Math.fround(value))).toEqual(expected);
  for (const [i, row] of rows.entries()) {
    const start = 128 * (firstBin + (i % place.bins));
    const track = i < place.bins ? 'promoter' : 'enhancer';
    expect(row).toMatchObject({ chrom: 'chrT2', start, end: start + 128, track });
  }
});

it.each(['a.bedgraph', 'a.bg', 'a.bedgraph.gz'])(
  '%s is bedGraph, a track after the other',
  async (name) => {
    const path = await write(name);
    expect(readText(path).match(/^track type=bedGraph name="\w+"/gm)).toEqual([
      'track type=bedGraph name="promoter"',
      'track type=bedGraph name="enhancer"',
    ]);
    expect(dataLines(path)).toEqual(
      rows.map(({ chrom, start, end, value }) => [chrom, start, end, plain(value)].join('\t')),
    );
  },
);

it.each(['a.bw', 'a.bigWig'])('%s becomes a bigWig file for each track', async (name) => {
  const path = await write(name);
  expect(existsSync(path)).toBe(false);
  for (const track of ['promoter', 'enhancer']) {
    const file = new BigWig({ path: path.replace(/\.(\w+)$/, `.${track}.$1`) });
    const { starts, ends, scores } = await file.getFeaturesAsArrays('chrT2', 0, 200_000, {
      scale: 1,
    });
    const expected = rows.filter((row) => row.track === track);
    expect([...starts]).toEqual(expected.map(({ start }) => start));
    expect([...ends]).toEqual(expected.map(({ end }) => end));
    expect([...scores]).toEqual(expected.map(({ value }) => Math.fround(value)));
  }
});

it('one track as bigWig keeps the name that was asked for', async () => {
  const path = await write('a.bw', '--tracks', 'promoter');
  expect(existsSync(path)).toBe(true);
});

describe('of BED and GFF3, with the usual threshold of 0.5', () => {
  it('BED holds the bins that reach it', async () => {
    const lines = dataLines(await write('a.bed')).map((line) => line.split('\t'));
    const expected = passing(0.5).map(({ start, end, track }) => [`${start}`, `${end}`, track]);
    expect(expected.length).toBeGreaterThan(2);
    expect(lines.map(([, start, end, track]) => [start, end, track]).sort()).toEqual(
      expected.sort(),
    );
  });

  it.each(['a.gff3', 'a.gff'])('%s holds the bins that reach it, counted from 1', async (name) => {
    const lines = dataLines(await write(name)).map((line) => line.split('\t'));
    const expected = passing(0.5).map(({ start, end }) => [`${start + 1}`, `${end}`]);
    expect(lines.map(([, , , start, end]) => [start, end]).sort()).toEqual(expected.sort());
  });
});

it('--threshold sets the value at which a bin is written', async () => {
  const threshold = 0.9995;
  const passed = passing(threshold);
  expect(passed.length).toBeGreaterThan(0);
  expect(passed.length).toBeLessThan(passing(0.5).length);
  const lines = dataLines(await write('a.bed', '--threshold', `${threshold}`));
  expect(lines).toHaveLength(passed.length);
});

it('JSON holds the values by track', async () => {
  const { regions } = JSON.parse(readText(await write('a.json'))) as {
    regions: {
      start: number;
      end: number;
      tracks: { id: string; start: number; values: number[] }[];
    }[];
  };
  expect(regions).toMatchObject([{ contig: 'chrT2', start: 5000, end: 13000 }]);
  expect(regions[0]!.tracks.map(({ id, start, values }) => ({ id, start, values }))).toEqual(
    ['promoter', 'enhancer'].map((id) => {
      const values = rows.filter(({ track }) => track === id).map(({ value }) => value);
      return { id, start: place.start, values };
    }),
  );
});

it.each([
  ['bedgraph', /^chrT2\t4992\t5120\t0\./m],
  ['bed', /^chrT2\t\d+\t\d+\tpromoter\t/m],
  ['gff3', /^##gff-version 3\n/],
  ['tsv', /^chrom\tstart\tend\ttrack\tvalue$/m],
  ['json', /^\{"formatVersion":1,/],
  ['GFF3', /^##gff-version 3\n/],
])('--format %s counts more than the ending', async (format, pattern) => {
  expect(readText(await write('a.tsv', '--format', format))).toMatch(pattern);
});

it('--format bigwig and safetensors are binary whatever the ending', async () => {
  const wig = await write('a.dat', '--format', 'bigwig', '--tracks', 'promoter');
  expect(readFileSync(wig).readUInt32LE(0)).toBe(0x888ffc26);
  const tensors = Safetensors.open(await write('b.dat', '--format', 'safetensors'));
  expect([...tensors.tensors.keys()].sort()).toEqual(['last_hidden_state', 'logits', 'tracks']);
  tensors.close();
});

it('tracks of a language model are per base, and information is 2 bits less the entropy', async () => {
  const path = await write('a.tsv', '--tracks', 'information,log_likelihood,entropy');
  const values = (track: string) => tsvValues(path, track);
  for (const track of ['information', 'log_likelihood', 'entropy']) {
    expect(values(track)).toHaveLength(8000);
  }
  const entropy = values('entropy');
  values('information').forEach((bits, i) => expect(bits + entropy[i]!).toBeCloseTo(2, 4));
  expect(values('log_likelihood').every((value) => value < 0)).toBe(true);
  expect(readTsv(path)[0]).toMatchObject({ start: 5000, end: 5001 });
});

it('a model without a head of tracks gives its likelihoods', async () => {
  const path = join(temporaryFolder(), 'a.tsv');
  const model = referenceModels['caduceus-ps'];
  expectSuccess(await megabase(predictArgs(model, 'chrT2:101-300', path), { home }));
  const tracks = new Set(readTsv(path).map(({ track }) => track));
  expect([...tracks]).toEqual(['log_likelihood', 'entropy', 'information']);
});

it('several files or one, nothing else is left in the folder', async () => {
  const path = await write('a.bw');
  expect(readdirSync(join(path, '..')).sort()).toEqual(['a.enhancer.bw', 'a.promoter.bw']);
});

/** A number without an exponent, as the text formats write it. */
function plain(value: number): string {
  return value.toString().includes('e') ? value.toFixed(20).replace(/0+$/, '') : value.toString();
}
