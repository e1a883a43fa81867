import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import {
  countDependencies,
  dependenciesOf,
  largestDependencies,
  type DependencyMap,
} from '../../src-main/contract/index.ts';
import {
  dependencyFormat,
  writeDependencyMap,
} from '../../src-main/analysis/dependencies/index.ts';
import { changeOfLogOdds } from '../../src-main/analysis/dependencies/log-odds.ts';
import { Random } from '../support/random.ts';
import { temporaryFolder } from '../support/temporary-folder.ts';

const map: DependencyMap = {
  model: { id: 'm', name: 'A model', version: '1.2.3', family: 'hawk', hash: 'ab12' },
  region: { contig: 'chr1', start: 100, end: 103 },
  interval: { contig: 'chr1', start: 0, end: 1000 },
  tolerance: 0.01,
  bases: 'ANG',
  values: Float32Array.of(NaN, 0.5, 2.25, NaN, NaN, NaN, 1, 0, NaN),
};

async function written(format: 'tsv' | 'safetensors' | 'bedpe', threshold = 1) {
  const folder = temporaryFolder();
  const path = join(folder, `map.${format}`);
  const file = await writeDependencyMap(map, path, { format, threshold });
  expect(readdirSync(folder)).toEqual([`map.${format}`]);
  const bytes = readFileSync(path);
  expect(file.bytes).toBe(bytes.length);
  return { bytes, records: file.records };
}

const lines = (bytes: Buffer) =>
  bytes
    .toString()
    .slice(0, -1)
    .split('\n')
    .filter((line) => !line.startsWith('# '));

describe('pairs of a dependency map', () => {
  it('reach the threshold, the largest first', () => {
    expect(dependenciesOf(map, 0.5)).toEqual([
      { from: 0, to: 2, value: 2.25 },
      { from: 2, to: 0, value: 1 },
      { from: 0, to: 1, value: 0.5 },
    ]);
    expect(countDependencies(map, 0.5)).toBe(3);
  });

  it('that are the largest are those that all in order begin with', () => {
    const random = new Random(2);
    const values = random.floats(400, 1).map((value, i) => (i % 21 === 0 ? NaN : value));
    const some = { ...map, bases: 'A'.repeat(20), values };
    for (const count of [1, 7, 500]) {
      expect(largestDependencies(some, count)).toEqual(dependenciesOf(some, -9).slice(0, count));
    }
  });
});

describe('a change of log-odds', () => {
  it('is the largest over the four bases', () => {
    const before = [0.1, 0.2, 0.3, 0.4, 0.25, 0.25, 0.25, 0.25];
    const after = [0.4, 0.2, 0.3, 0.1, 0.25, 0.25, 0.25, 0.25];
    const logs = (values: number[]) => Float32Array.from(values, Math.log);
    const [first, second] = changeOfLogOdds(logs(before), logs(after));
    expect(first).toBeCloseTo(Math.log(0.4 / 0.6) - Math.log(0.1 / 0.9), 5);
    expect(second).toBe(0);
  });

  it('stays a number where a base is all but certain', () => {
    const sure = (other: number) => Float32Array.of(0, other, other, other);
    const [change] = changeOfLogOdds(sure(-30), sure(-50));
    expect(change).toBeCloseTo(20, 4);
  });

  it('is unknown where nothing tells a base', () => {
    const [change] = changeOfLogOdds(new Float32Array(4).fill(NaN), new Float32Array(4).fill(-1));
    expect(change).toBeNaN();
  });
});

it('a map as TSV is the matrix, its diagonal empty', async () => {
  const { bytes, records } = await written('tsv');
  expect(lines(bytes)).toEqual([
    'chrom\tstart\tbase\t100\t101\t102',
    'chr1\t100\tA\t\t0.5\t2.25',
    'chr1\t101\tN\t\t\t',
    'chr1\t102\tG\t1\t0\t',
  ]);
  expect(records).toBe(3);
  const header = bytes.toString();
  expect(header).toContain('# region: chr1:101-103 (1-based)');
  expect(header).toContain('# interval: chr1:1-1,000 (1-based) was read in one pass');
  expect(header).toContain('# model-sha256: ab12');
});

it('a map as BEDPE has the pairs that reach the threshold', async () => {
  const { bytes, records } = await written('bedpe', 1);
  expect(lines(bytes)).toEqual(
    [
      '#chrom1 start1 end1 chrom2 start2 end2 name score strand1 strand2',
      'chr1 100 101 chr1 102 103 A101>G103 2.25 . .',
      'chr1 102 103 chr1 100 101 G103>A101 1 . .',
    ].map((line) => line.replaceAll(' ', '\t')),
  );
  expect(records).toBe(2);
});

it('a map as safetensors is the matrix, bit for bit, and where it comes from', async () => {
  const { bytes } = await written('safetensors');
  const length = Number(bytes.readBigUInt64LE());
  const header = JSON.parse(bytes.subarray(8, 8 + length).toString()) as Record<string, unknown>;
  expect(header['dependencies']).toEqual({ dtype: 'F32', shape: [3, 3], data_offsets: [0, 36] });
  expect(header['__metadata__']).toMatchObject({
    ...{ contig: 'chr1', start_0_based: '100', end_0_based_exclusive: '103' },
    ...{ bases: 'ANG', model_sha256: 'ab12', tolerance: '0.01' },
  });
  const { buffer, byteOffset, byteLength } = map.values;
  expect(bytes.subarray(8 + length).equals(Buffer.from(buffer, byteOffset, byteLength))).toBe(true);
});

it('the format is that of the name, or the one asked for, or an error that names all', () => {
  expect(dependencyFormat('a.SAFETENSORS')).toBe('safetensors');
  expect(dependencyFormat('a', 'bedpe')).toBe('bedpe');
  expect(() => dependencyFormat('a.json')).toThrow(
    'The ending of a.json does not name a format for dependencies; known endings: .tsv, .parquet, .arrow, .feather, .safetensors',
  );
});
