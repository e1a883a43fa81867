import type { RunInfo, TrackValues } from '../../src-main/contract/index.ts';

/** Seeded numbers in [0, 1): mulberry32. */
export function seeded(seed: number): () => number {
  let state = seed | 0;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let t = Math.imul(state ^ (state >>> 15), 1 | state);
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
    return ((t ^ (t >>> 14)) >>> 0) / 2 ** 32;
  };
}

/** A whole number in `[low, high)`. */
export function whole(random: () => number, low: number, high: number): number {
  return low + Math.floor(random() * (high - low));
}

export function makeRun(key: string): RunInfo {
  return {
    key,
    model: { id: 'hawk', name: 'Hawk', version: '1.0', family: 'hawk', hash: 'ab12' },
    interval: { contig: 'chr1', start: 0, end: 100_000 },
    engineVersion: '0.1.0',
    provider: 'cpu',
    settings: { masked: true, chunk: 8192, precision: 'float32' },
    createdAt: '2026-01-02T03:04:05.678Z',
    seconds: 12.25,
    peakBytes: 3_000_000_000,
    likelihood: { window: 1024, windows: 97, median: -1.25, low: 2, lowAt: [1024, 5120] },
  };
}

/** A track that starts anywhere, with stretches of NaN; `length` values. */
export function randomTrack(random: () => number, id: string, length: number): TrackValues {
  const bin = [1, 1, 3, 8, 128][whole(random, 0, 5)]!;
  const values = new Float32Array(length);
  let walk = 0;
  let gap = 0;
  for (let i = 0; i < length; i++) {
    walk = 0.98 * walk + random() - 0.5;
    if (random() < 0.002) gap = whole(random, 1, 60);
    values[i] = gap-- > 0 ? NaN : walk;
  }
  const info = { id, label: `Track ${id}`, unit: 'probability', color: '#cc6600', bin };
  const start = whole(random, 0, 5_000) * bin;
  return { info: random() < 0.5 ? info : { ...info, role: 'promoter' }, start, values };
}

/** The run of this key and its tracks; the same in every process. */
export function runOfKey(key: string): [RunInfo, TrackValues[]] {
  const random = seeded([...key].reduce((sum, letter) => sum * 31 + letter.charCodeAt(0), 7));
  const count = whole(random, 1, 4);
  const tracks = Array.from({ length: count }, (_, i) =>
    randomTrack(random, `t${i}`, whole(random, 1, 12_000)),
  );
  return [{ ...makeRun(key), seconds: random() }, tracks];
}

export function sameBits(a: Float32Array, b: Float32Array): boolean {
  const bytes = (v: Float32Array) => Buffer.from(v.buffer, v.byteOffset, v.byteLength);
  return bytes(a).equals(bytes(b));
}

/** True where both are the same track with the same bits. */
export function sameTrack(a: TrackValues, b: TrackValues): boolean {
  const position = a.values.length === 0 || a.start === b.start;
  const info = JSON.stringify(Object.entries(a.info).sort());
  return (
    position &&
    sameBits(a.values, b.values) &&
    info === JSON.stringify(Object.entries(b.info).sort())
  );
}
