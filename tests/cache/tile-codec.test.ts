import { deflateSync } from 'node:zlib';
import { expect, it } from 'vitest';
import { Damage } from '../../src-main/cache/damage.ts';
import { decodeTile, encodeTile } from '../../src-main/cache/tiles/tile-codec.ts';
import { randomTrack, sameBits, seeded, thrownBy, whole } from './support.ts';

const columns = [0, 1, 2].map((i) => randomTrack(seeded(i), 't', 501).values);

it('brings back every column bit for bit, also of views into larger arrays', () => {
  const odd = columns.map((column) => column.subarray(3, 470));
  const decoded = decodeTile(encodeTile(odd), 3, 467);
  expect(decoded).toHaveLength(3);
  expect(decoded.every((column, i) => sameBits(column, odd[i]!))).toBe(true);
});

it('calls every cut-off and every other length damage', () => {
  const tile = encodeTile(columns);
  for (let length = 0; length < tile.length; length += 13) {
    expect(thrownBy(() => decodeTile(tile.subarray(0, length), 3, 501))).toBeInstanceOf(Damage);
  }
  for (const [count, length] of [
    [3, 500],
    [3, 502],
    [1, 501],
  ] as const) {
    expect(thrownBy(() => decodeTile(tile, count, length))).toBeInstanceOf(Damage);
  }
  expect(thrownBy(() => decodeTile('text', 3, 501))).toBeInstanceOf(Damage);
});

it('never takes a tile with changed bytes for a sound one', () => {
  const tile = encodeTile(columns);
  const random = seeded(8);
  for (let i = 0; i < 300; i++) {
    const changed = Buffer.from(tile);
    const at = whole(random, 0, tile.length);
    changed[at] = changed[at]! ^ whole(random, 1, 256);
    let decoded: Float32Array[];
    try {
      decoded = decodeTile(changed, 3, 501);
    } catch (error) {
      expect(error).toBeInstanceOf(Damage);
      continue;
    }
    // zlib has bits that mean nothing, such as the level in its header.
    expect(decoded.every((column, j) => sameBits(column, columns[j]!))).toBe(true);
  }
});

it('does not unpack a tile that claims to be huge', () => {
  const bomb = deflateSync(Buffer.alloc(50_000_000));
  const error = thrownBy(() => decodeTile(bomb, 1, 2_048));
  expect(error).toBeInstanceOf(Damage);
  expect(error).toMatchObject({ cause: { code: 'ERR_BUFFER_TOO_LARGE' } });
});
