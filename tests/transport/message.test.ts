import { describe, expect, it } from 'vitest';
import { decodeMessage, encodeMessage } from '../../src-main/transport/message.ts';
import { Random } from '../support/random.ts';
import { thrownBy } from '../support/thrown.ts';

const arrays = [
  Int8Array,
  Uint8Array,
  Uint8ClampedArray,
  Int16Array,
  Uint16Array,
  Int32Array,
  Uint32Array,
  Float32Array,
  Float64Array,
] as const;

const roundTrip = (value: unknown) => decodeMessage(encodeMessage(value));

describe('a message gives back', () => {
  it.each([
    ['nothing', undefined],
    ['null', null],
    ['a text', 'é😀\0'],
    ['numbers that JSON has no word for', [NaN, Infinity, -Infinity, { x: [NaN] }, 1.5e-300]],
    ['a number alone', -Infinity],
    ['an array alone', Float32Array.of(1, NaN, -0)],
    ['64-bit integers', { a: BigInt64Array.of(-1n), b: BigUint64Array.of(2n ** 64n - 1n) }],
    ['keys like those of a prototype', JSON.parse('{"__proto__":{"a":1},"constructor":2}')],
    ['an empty key and keys like numbers', { '': Uint8Array.of(1), 0: { 1: Int8Array.of(2) } }],
  ])('%s', (_what, value: unknown) => {
    expect(roundTrip(value)).toStrictEqual(value);
  });

  it('an array under the key __proto__, as a key', () => {
    const value = Object.fromEntries([['__proto__', Uint8Array.of(7)]]);
    const got = roundTrip(value) as object;
    expect(Object.getPrototypeOf(got)).toBe(Object.prototype);
    expect(Object.entries(got)).toEqual([['__proto__', Uint8Array.of(7)]]);
  });

  it("Node's own bytes, as plain bytes", () => {
    expect(roundTrip(Buffer.from('abc').subarray(1))).toStrictEqual(new Uint8Array([98, 99]));
  });

  it('the same from bytes at any offset of a larger buffer', () => {
    const value = { a: Float64Array.of(1, 2), b: [Int16Array.of(3)] };
    const bytes = encodeMessage(value);
    for (let offset = 0; offset < 9; offset++) {
      const larger = Buffer.alloc(bytes.length + 20, 255);
      larger.set(bytes, offset);
      expect(decodeMessage(larger.subarray(offset, offset + bytes.length))).toStrictEqual(value);
    }
  });

  it('random values', () => {
    const random = new Random(3);
    for (let i = 0; i < 300; i++) {
      const value = randomValue(random, 4);
      expect(roundTrip(value)).toStrictEqual(value);
    }
  });
});

it('what was sent and what arrived share no memory', () => {
  const sent = { a: Float32Array.of(1) };
  const bytes = encodeMessage(sent);
  const got = decodeMessage(bytes) as typeof sent;
  bytes.fill(0);
  sent.a[0] = 2;
  expect(got.a).toEqual(Float32Array.of(1));
  expect(got.a.buffer.byteLength).toBe(4);
});

it('encoding leaves the value as it is', () => {
  const value = Object.freeze({ a: Object.freeze([Float32Array.of(1), NaN]) });
  encodeMessage(value);
  expect(value.a).toEqual([Float32Array.of(1), NaN]);
});

it('an array of a kind that cannot be sent is named', () => {
  expect(thrownBy(() => encodeMessage(new DataView(new ArrayBuffer(1)))).message).toBe(
    'DataView cannot be sent.',
  );
});

describe('refused, with what was found:', () => {
  const whole = encodeMessage({ a: Float32Array.of(1, 2) });
  const json = (value: unknown, extra = 0) => {
    const text = new TextEncoder().encode(JSON.stringify(value));
    const bytes = new Uint8Array(12 + text.length + extra);
    bytes.set(whole.subarray(0, 4));
    bytes.set(text, 12);
    const header = new DataView(bytes.buffer);
    header.setUint32(4, text.length, true);
    header.setUint32(8, extra, true);
    return bytes;
  };
  const listing = (...attachments: unknown[]) => json({ value: { a: null, b: 1 }, attachments }, 8);
  const f32 = { path: ['a'], kind: 'Float32Array', length: 2 };

  it('the same bytes unharmed are read', () => {
    expect(decodeMessage(listing(f32))).toEqual({ a: new Float32Array(2), b: 1 });
  });

  it.each([
    ['too few bytes', whole.subarray(0, 11), /at least 12 bytes; this has 11/],
    ['another beginning', Uint8Array.from({ length: 40 }, () => 65), /begins with 0x41414141/],
    ['a cut end', whole.subarray(0, -1), /there are \d+/],
    ['something after the end', new Uint8Array([...whole, 0]), /there are \d+/],
    ['no JSON', json(undefined), /JSON cannot be read/],
    ['no list of arrays', json({ value: 1 }), /does not list/],
    ['null', json(null), /does not list/],
    ['an entry that is none', listing(null), /does not list/],
    ['an unknown kind', listing({ ...f32, kind: 'Map' }), /unknown kind "Map"/],
    ['a kind of the prototype', listing({ ...f32, kind: 'toString' }), /unknown kind "toString"/],
    ['a negative length', listing({ ...f32, length: -1 }), /Float32Array of -1/],
    ['half a length', listing({ ...f32, length: 0.5 }), /does not list/],
    ['more than there is', listing({ ...f32, length: 3 }), /Float32Array of 3 at byte 0; it has 8/],
    ['a length beyond memory', listing({ ...f32, length: 2 ** 52 }), /it has 8/],
    ['less than there is', listing({ ...f32, length: 1 }), /4 bytes of the message belong to no/],
    ['no such place', listing({ ...f32, path: ['c'] }), /nothing out at \["c"\]/],
    ['a place that is filled', listing({ ...f32, path: ['b'] }), /nothing out at \["b"\]/],
    ['a place twice', listing({ ...f32, length: 1 }, { ...f32, length: 1 }), /nothing out/],
    ['the prototype', listing({ ...f32, path: ['__proto__', 'x'] }), /nothing out/],
    ['no path', listing({ ...f32, path: 'a' }), /does not list/],
    ['a path of no names', listing({ ...f32, path: [{}] }), /does not list/],
    ['a name without end', listing({ ...f32, path: ['x'.repeat(1e6)] }), /out at \["x{58}\.\.\.\./],
  ])('%s', (_what, bytes, reason) => {
    const error = thrownBy(() => decodeMessage(bytes));
    expect(error.name).toBe('MessageError');
    expect(error.message).toMatch(reason);
  });

  it('random damage is refused or read, and never anything else', () => {
    const random = new Random(11);
    for (let i = 0; i < 3000; i++) {
      const bytes = whole.slice(0, random.below(4) === 0 ? random.below(whole.length) : undefined);
      for (let n = 0; n < 3; n++) bytes[random.below(bytes.length)] = random.below(256);
      try {
        decodeMessage(bytes);
      } catch (error) {
        expect((error as Error).name).toBe('MessageError');
      }
    }
  });
});

function randomValue(random: Random, depth: number): unknown {
  const kind = random.below(depth > 0 ? 7 : 5);
  const length = random.below(5);
  if (kind === 0) return random.between(-1e9, 1e9);
  if (kind === 1) return [null, true, '', 'é', NaN, -Infinity][random.below(6)];
  if (kind < 5) {
    const Kind = arrays[random.below(arrays.length)]!;
    const array = new Kind(length);
    for (let i = 0; i < length; i++) array[i] = random.between(-300, 300);
    return array;
  }
  const items = Array.from({ length }, () => randomValue(random, depth - 1));
  return kind === 5 ? items : Object.fromEntries(items.map((item, i) => [`k${i}`, item]));
}
