import { ftruncateSync, openSync, closeSync, writeFileSync, writeSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { Safetensors } from '../../src-main/formats/safetensors/index.ts';
import { temporaryFolder } from '../support/temporary-folder.ts';
import { thrownBy } from '../support/thrown.ts';
import { safetensorsHeader, writeSafetensors, type Tensor } from '../support/write-safetensors.ts';

function tensor(dtype: string, values: ArrayBufferView, shape?: readonly number[]): Tensor {
  const data = new Uint8Array(values.buffer as ArrayBuffer, values.byteOffset, values.byteLength);
  const length = 'length' in values ? (values.length as number) : 0;
  return { dtype, shape: shape ?? [length], data };
}

/** Opens a file of one tensor "x", and hands it to `read`. */
function withTensor<T>(x: Tensor, read: (file: Safetensors) => T): T {
  const path = join(temporaryFolder(), 'x.safetensors');
  writeSafetensors(path, { before: tensor('U8', Uint8Array.of(1, 2, 3)), x });
  const file = Safetensors.open(path);
  try {
    return read(file);
  } finally {
    file.close();
  }
}

it('a header tells names, types and shapes', () => {
  const x = tensor('F32', Float32Array.of(1, 2, 3, 4, 5, 6), [2, 3]);
  withTensor(x, ({ tensors }) => {
    expect([...tensors.keys()]).toEqual(['before', 'x']);
    expect(tensors.get('x')).toEqual({ dtype: 'F32', shape: [2, 3], data_offsets: [3, 27] });
  });
});

it('float32 and float64 values come as they are, at any offset', () => {
  const values = Float32Array.of(1.5, -0, 3.4e38, 1.4e-45, Infinity, NaN);
  expect(withTensor(tensor('F32', values), (file) => file.floats('x'))).toEqual(values);
  const doubles = Float64Array.of(1 / 3, -2.5, 1e300);
  const rounded = Float32Array.of(1 / 3, -2.5, Infinity);
  expect(withTensor(tensor('F64', doubles), (file) => file.floats('x'))).toEqual(rounded);
});

it('every half-precision number is read exactly', () => {
  const all = Uint16Array.from({ length: 65_536 }, (_, bits) => bits);
  // JavaScript's own half-precision array says what each pattern means.
  const meant = Float32Array.from(new Float16Array(all.buffer));
  const read = withTensor(tensor('F16', all), (file) => file.floats('x'));
  expect(read).toEqual(meant);
  // Smallest subnormal, largest subnormal, largest, infinity and minus zero by their bits.
  expect([read[0x0001], read[0x03ff], read[0x7bff], read[0xfc00]]).toEqual([
    2 ** -24,
    (1023 / 1024) * 2 ** -14,
    65_504,
    -Infinity,
  ]);
  expect(read[0x8000]).toBe(-0);
  expect(read[0x7e00]).toBeNaN();
});

it('every bfloat16 number is read exactly', () => {
  const all = Uint16Array.from({ length: 65_536 }, (_, bits) => bits);
  const read = withTensor(tensor('BF16', all), (file) => file.floats('x'));
  const view = new DataView(new ArrayBuffer(4));
  for (const bits of all) {
    view.setUint16(0, bits);
    expect(Object.is(read[bits], view.getFloat32(0))).toBe(true);
  }
  expect([read[0x3f80], read[0xc049], read[0x0001], read[0x7f80]]).toEqual([
    1,
    -3.140625,
    2 ** -133,
    Infinity,
  ]);
});

it('integers of 64 and 32 bits are read exactly', () => {
  const long = BigInt64Array.of(0n, -1n, 2_147_483_647n, -2_147_483_648n);
  const expected = Int32Array.of(0, -1, 2_147_483_647, -2_147_483_648);
  expect(withTensor(tensor('I64', long), (file) => file.integers('x'))).toEqual(expected);
  expect(withTensor(tensor('I32', expected), (file) => file.integers('x'))).toEqual(expected);
});

it('a tensor of another type than asked for is refused with both', () => {
  const error = withTensor(tensor('I64', BigInt64Array.of(1n)), (file) =>
    thrownBy(() => file.floats('x')),
  );
  expect(error).toMatchObject({ code: 'safetensors-format' });
  expect(error.message).toMatch(/"x" is stored as I64; expected F32/);
});

it('a tensor that is not there is named', () => {
  const error = withTensor(tensor('F32', Float32Array.of(1)), (file) =>
    thrownBy(() => file.floats('y')),
  );
  expect(error).toMatchObject({ code: 'model-weights' });
  expect(error.message).toContain('"y"');
});

const x = (entry: object) => JSON.stringify({ x: entry });
const sound = { dtype: 'F32', shape: [2], data_offsets: [0, 8] };
const two = (a: readonly number[], b: readonly number[]) =>
  JSON.stringify({ a: { ...sound, data_offsets: a }, b: { ...sound, data_offsets: b } });

// What is wrong, the header's bytes, how many bytes of data follow, and what the message names.
const damaged: [string, Buffer, number, RegExp][] = [
  ['nothing in it', Buffer.alloc(0), 0, /has 0 bytes/],
  ['less than a length', Buffer.alloc(5), 0, /has 5 bytes/],
  [
    'a cut header',
    safetensorsHeader(x(sound)).subarray(0, 20),
    0,
    /header of \d+ bytes.* has 20 bytes/,
  ],
  ['a huge header length', safetensorsHeader('{}', 2 ** 52), 0, /header of 4503599627370496 bytes/],
  ['the largest header length', Buffer.alloc(16, 0xff), 0, /announce a header of 1844674407370955/],
  ['a header over the limit', safetensorsHeader('{}', 100_000_001), 0, /header of 100000001 bytes/],
  ['no JSON', safetensorsHeader('{"x": }'), 8, /header at bytes 8-15/],
  ['a list for a header', safetensorsHeader('[]'), 0, /header at bytes 8-10/],
  ['null for a header', safetensorsHeader('null'), 0, /header at bytes 8-12/],
  ['text that is not UTF-8', safetensorsHeader('{}\xff').fill(0xff, 8), 0, /header at bytes/],
  ['an unknown type', safetensorsHeader(x({ ...sound, dtype: 'F31' })), 8, /x\.dtype: /],
  ['a negative size', safetensorsHeader(x({ ...sound, shape: [-2] })), 8, /header at bytes/],
  ['a broken size', safetensorsHeader(x({ ...sound, shape: [1.5] })), 8, /header at bytes/],
  ['no offsets', safetensorsHeader(x({ dtype: 'F32', shape: [2] })), 8, /header at bytes/],
  ['truncated data', safetensorsHeader(x(sound)), 7, /"x" ends at data byte 8, the file holds 7/],
  [
    'offsets too near',
    safetensorsHeader(x({ ...sound, data_offsets: [0, 4] })),
    8,
    /"x" F32 \[2\] takes 8 bytes, offsets 0-4 give 4/,
  ],
  [
    'offsets in reverse',
    safetensorsHeader(x({ ...sound, data_offsets: [8, 0] })),
    8,
    /"x" F32 \[2\] takes 8 bytes, offsets 8-0 give -8/,
  ],
  ['overlapping tensors', safetensorsHeader(two([0, 8], [4, 12])), 12, /"b" starts at data byte 4/],
  ['the same bytes twice', safetensorsHeader(two([0, 8], [0, 8])), 16, /"b" starts at data byte 0/],
];

it.each(damaged)('a file with %s is refused', (_, header, dataBytes, message) => {
  const path = join(temporaryFolder(), 'damaged.safetensors');
  writeFileSync(path, Buffer.concat([header, Buffer.alloc(dataBytes)]));
  const error = thrownBy(() => Safetensors.open(path));
  expect(error).toMatchObject({ code: 'safetensors-format' });
  expect(error.message).toContain(path);
  expect(error.message).toMatch(message);
});

it('tensors may lie in another order than they are named in, and be empty', () => {
  const path = join(temporaryFolder(), 'order.safetensors');
  const header = safetensorsHeader(
    JSON.stringify({
      late: { dtype: 'F32', shape: [1], data_offsets: [4, 8] },
      empty: { dtype: 'F32', shape: [0, 3], data_offsets: [4, 4] },
      early: { dtype: 'F32', shape: [], data_offsets: [0, 4] },
    }),
  );
  writeFileSync(path, Buffer.concat([header, Buffer.from(Float32Array.of(1, 2).buffer)]));
  const file = Safetensors.open(path);
  expect(file.floats('early')).toEqual(Float32Array.of(1));
  expect(file.floats('late')).toEqual(Float32Array.of(2));
  expect(file.floats('empty')).toEqual(new Float32Array(0));
  file.close();
});

it('a file that is not there, or is a folder, is named with the reason', () => {
  const folder = temporaryFolder();
  const missing = thrownBy(() => Safetensors.open(join(folder, 'none')));
  expect(missing).toMatchObject({ code: 'file-missing' });
  expect(missing.message).toContain('ENOENT');
  const unreadable = thrownBy(() => Safetensors.open(folder));
  expect(unreadable).toMatchObject({ code: 'file-unreadable' });
});

it('opening a file reads its header only, however large its tensors are', () => {
  const path = join(temporaryFolder(), 'sparse.safetensors');
  const giga = 2 ** 30;
  const header = safetensorsHeader(
    JSON.stringify({
      huge: { dtype: 'F32', shape: [giga / 4], data_offsets: [0, giga] },
      last: { dtype: 'F32', shape: [1], data_offsets: [giga, giga + 4] },
    }),
  );
  // A sparse file: a gigabyte long, a few blocks on the disk.
  const out = openSync(path, 'w');
  writeSync(out, header);
  ftruncateSync(out, header.length + giga + 4);
  writeSync(out, Buffer.from(Float32Array.of(42).buffer), 0, 4, header.length + giga);
  closeSync(out);

  const before = process.memoryUsage();
  const file = Safetensors.open(path);
  expect(file.floats('last')).toEqual(Float32Array.of(42));
  const after = process.memoryUsage();
  file.close();
  expect(after.arrayBuffers - before.arrayBuffers).toBeLessThan(1e6);
  expect(after.rss - before.rss).toBeLessThan(giga / 10);
});
