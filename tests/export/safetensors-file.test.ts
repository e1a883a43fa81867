import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { agreed } from '../support/agree.ts';
import { expect, test } from 'vitest';
import { SafetensorsFile } from '../../src-main/formats/safetensors/index.ts';
import { seededRandom, temporaryFolder } from './support.ts';

interface Entry {
  dtype: string;
  shape: number[];
  data_offsets: [number, number];
}

/** Header and data of a file, read as the format's description says. */
function parse(path: string) {
  const bytes = readFileSync(path);
  const length = Number(bytes.readBigUInt64LE());
  const { __metadata__, ...tensors } = JSON.parse(
    bytes.subarray(8, 8 + length).toString('utf8'),
  ) as Record<string, Entry>;
  const data = bytes.subarray(8 + length);
  const copy = ({ data_offsets: [from, to] }: Entry) =>
    Uint8Array.from(data.subarray(from, to)).buffer;
  return {
    length,
    metadata: __metadata__,
    tensors,
    bytes: data.length,
    floats: (name: string) => new Float32Array(copy(tensors[name]!)),
    integers: (name: string) => new BigInt64Array(copy(tensors[name]!)),
  };
}

const tensors = {
  logits: { dtype: 'F32', shape: [1, 1000, 16] },
  'hidden.last': { dtype: 'F32', shape: [7] },
  ids: { dtype: 'I64', shape: [1, 1000] },
  none: { dtype: 'F32', shape: [0, 4] },
} as const;

test('pieces written in any order and at once read back as whole tensors', async () => {
  const path = join(temporaryFolder(), 'a.safetensors');
  const random = seededRandom(4);
  const logits = Float32Array.from({ length: 16_000 }, () => random() - 0.5);
  const ids = BigInt64Array.from({ length: 1000 }, (_, i) => BigInt(i) - 500n);
  const file = await SafetensorsFile.create(path, tensors, { model: 'toy é', format: 'pt' });
  const offsets = Array.from({ length: 40 }, (_, i) => i * 400).sort(() => random() - 0.5);
  await Promise.all([
    ...offsets.map((at) => file.write('logits', at, logits.subarray(at, at + 400))),
    file.write('ids', 500, ids.subarray(500)),
    file.write('ids', 0, ids.subarray(0, 500)),
    file.write('hidden.last', 0, Float32Array.of(1, 2, 3, 4, 5, 6, 7)),
  ]);
  const size = await file.finish();
  const read = parse(path);
  expect(size).toBe(readFileSync(path).length);
  expect(read.metadata).toEqual({ model: 'toy é', format: 'pt' });
  expect(read.floats('logits')).toEqual(logits);
  expect(read.integers('ids')).toEqual(ids);
  expect(Array.from(read.floats('hidden.last'))).toEqual([1, 2, 3, 4, 5, 6, 7]);
  expect(read.floats('none')).toHaveLength(0);
});

test('the data is aligned, without holes, in the order of the header', async () => {
  const path = join(temporaryFolder(), 'a.safetensors');
  const file = await SafetensorsFile.create(path, tensors);
  await file.write('logits', 0, new Float32Array(16_000));
  await file.write('hidden.last', 0, new Float32Array(7));
  await file.write('ids', 0, new BigInt64Array(1000));
  await file.finish();
  const read = parse(path);
  expect(read.length % 8).toBe(0);
  expect(read.metadata).toBeUndefined();
  let end = 0;
  for (const {
    dtype,
    shape,
    data_offsets: [from, to],
  } of Object.values(read.tensors)) {
    const width = dtype === 'I64' ? 8 : 4;
    expect(from).toBe(end);
    expect(from % width).toBe(0);
    expect(to - from).toBe(width * shape.reduce((product, size) => product * size, 1));
    end = to;
  }
  expect(end).toBe(read.bytes);
});

test('values that do not fit the header are refused and those missing are noticed', async () => {
  const folder = temporaryFolder();
  const path = join(folder, 'a.safetensors');
  writeFileSync(path, 'old');
  const file = await SafetensorsFile.create(path, tensors, {}, { replaces: await agreed(path) });
  await expect(file.write('other', 0, new Float32Array(1))).rejects.toThrow(TypeError);
  await expect(file.write('ids', 0, new Float32Array(1))).rejects.toThrow(/ids is I64/);
  await expect(file.write('logits', 15_999, new Float32Array(2))).rejects.toThrow(RangeError);
  await expect(file.write('logits', -1, new Float32Array(2))).rejects.toThrow(RangeError);
  await file.write('ids', 0, new BigInt64Array(1000));
  await file.write('hidden.last', 0, new Float32Array(7));
  await file.write('logits', 0, new Float32Array(15_000));
  await expect(file.finish()).rejects.toThrow(/1000 of 16000 elements/);
  expect(readdirSync(folder)).toEqual(['a.safetensors']);
  expect(readFileSync(path, 'utf8')).toBe('old');
});

test('a discarded file leaves what stood there', async () => {
  const folder = temporaryFolder();
  const path = join(folder, 'a.safetensors');
  const file = await SafetensorsFile.create(path, tensors);
  await file.write('logits', 0, new Float32Array(16_000));
  await file.discard();
  expect(readdirSync(folder)).toEqual([]);
});
