import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import {
  centredChanges,
  largestSubstitutions,
  referenceScores,
  type Mutagenesis,
} from '../../src-main/contract/index.ts';
import { mutagenesisFormat, writeMutagenesis } from '../../src-main/analysis/mutagenesis/index.ts';
import { Safetensors } from '../../src-main/formats/safetensors/index.ts';
import { dataLines } from '../support/cli-files.ts';
import { someMap as someEffects } from '../effects/some-map.ts';
import { temporaryFolder } from '../support/temporary-folder.ts';

const region = { contig: 'chr1', start: 10, end: 13 };
const map: Mutagenesis = {
  model: someEffects.model,
  region,
  interval: { contig: 'chr1', start: 0, end: 100 },
  tolerance: 0.01,
  readout: { kind: 'track', track: someEffects.track, place: region },
  value: 0.5,
  bases: 'ANT',
  changes: Float32Array.of(0, -1, -2, -1, NaN, NaN, NaN, NaN, 0.5, 0.25, 0.25, 0),
};

it('is centred so that the four of a base sum to 0', () => {
  expect([...centredChanges(map)]).toEqual([
    ...[1, 0, -1, 0, NaN, NaN, NaN, NaN],
    ...[0.25, 0, 0, -0.25],
  ]);
  expect([...referenceScores(map)]).toEqual([1, NaN, -0.25]);
  expect(largestSubstitutions(map, 2)).toEqual([
    { base: 0, to: 'G', change: -2 },
    { base: 0, to: 'C', change: -1 },
  ]);
});

it('is a table of a row a base, empty where there is no value', async () => {
  const path = join(temporaryFolder(), 'm.tsv');
  expect(await writeMutagenesis(map, path, { format: 'tsv' })).toMatchObject({ records: 3 });
  expect(dataLines(path)).toEqual([
    'chrom\tstart\tbase\tA\tC\tG\tT\tcentred_A\tcentred_C\tcentred_G\tcentred_T',
    'chr1\t10\tA\t0\t-1\t-2\t-1\t1\t0\t-1\t0',
    'chr1\t11\tN\t\t\t\t\t\t\t\t',
    'chr1\t12\tT\t0.5\t0.25\t0.25\t0\t0.25\t0\t0\t-0.25',
  ]);
  expect(readFileSync(path, 'utf8')).toContain('# readout, unchanged: 0.5\n');
});

it('as bedGraph is what the base that is there has, without an N', async () => {
  const path = join(temporaryFolder(), 'm.bedgraph');
  expect(await writeMutagenesis(map, path, { format: 'bedgraph' })).toMatchObject({ records: 2 });
  expect(dataLines(path)).toEqual(['chr1\t10\t11\t1', 'chr1\t12\t13\t-0.25']);
});

it('as bedGraph keeps the name of its model within quotes, on one line', async () => {
  const path = join(temporaryFolder(), 'm.bedgraph');
  const model = { ...map.model, name: 'My "best"\nmodel', version: '1' };
  await writeMutagenesis({ ...map, model }, path, { format: 'bedgraph' });
  const track = readFileSync(path, 'utf8')
    .split('\n')
    .find((line) => line.startsWith('track'));
  expect(track).toMatch(/^track [^"]+name="[^"]+" description="[^"]*My 'best' ?model 1"$/);
});

it('as safetensors is three matrices of a row a letter', async () => {
  const path = join(temporaryFolder(), 'm.safetensors');
  await writeMutagenesis(map, path, { format: 'safetensors' });
  const file = Safetensors.open(path);
  const rows = (name: string) => {
    expect(file.tensors.get(name)?.shape).toEqual([4, 3]);
    const values = [...file.floats(name)];
    return [0, 3, 6, 9].map((start) => values.slice(start, start + 3));
  };
  expect(rows('changes')).toEqual([
    [0, NaN, 0.5],
    [-1, NaN, 0.25],
    [-2, NaN, 0.25],
    [-1, NaN, 0],
  ]);
  expect(rows('centred')[3]).toEqual([0, NaN, -0.25]);
  expect(rows('one_hot')).toEqual([
    [1, 0, 0],
    [0, 0, 0],
    [0, 0, 0],
    [0, 0, 1],
  ]);
  file.close();
});

it('takes its format from the ending', () => {
  expect(
    ['a.tsv', 'b.bg', 'c.bedGraph', 'd.safetensors'].map((path) => mutagenesisFormat(path)),
  ).toEqual(['tsv', 'bedgraph', 'bedgraph', 'safetensors']);
  expect(() => mutagenesisFormat('a.png')).toThrow(
    /known endings: \.tsv, \.parquet, \.arrow, \.feather, \.safetensors, \.bedgraph, \.bg/,
  );
});
