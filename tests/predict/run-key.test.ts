import { expect, it } from 'vitest';
import { runKey } from '../../src-main/analysis/run/index.ts';

const tokens = Uint8Array.from([7, 8, 9, 10, 7, 8, 9, 10]);
const content = { tokens, modelHash: 'a', start: 256, bin: 128 };
const key = runKey(content);

it('is a SHA-256, and the same for the same content', () => {
  expect(key).toMatch(/^[0-9a-f]{64}$/);
  expect(runKey({ ...content, tokens: Uint8Array.from(tokens) })).toBe(key);
});

it('does not depend on where the sequence lies, as long as its bins lie alike', () => {
  expect(runKey({ ...content, start: 0 })).toBe(key);
  expect(runKey({ ...content, start: 256 + 128 * 1000 })).toBe(key);
  expect(runKey({ ...content, start: 257 })).not.toBe(key);
});

it.each([
  ['another base', { tokens: Uint8Array.from([7, 8, 9, 10, 7, 8, 9, 9]) }],
  ['a base less', { tokens: tokens.subarray(0, 7) }],
  ['another model', { modelHash: 'b' }],
  ['another bin size', { bin: 64 }],
  ['what is derived from it', { derived: { window: 4 } }],
])('%s is another run', (_, change) => {
  expect(runKey({ ...content, ...change })).not.toBe(key);
});
