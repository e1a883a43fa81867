import { expect, it } from 'vitest';
import {
  answeringKeys,
  resumingKey,
  runKey,
  storingKey,
} from '../../src-main/analysis/run/index.ts';
import type { ProviderChoice } from '../../src-main/contract/index.ts';

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

it('a provider that is named goes on from its own passes alone', () => {
  const choices: ProviderChoice[] = ['auto', 'cpu', 'cuda', 'webgpu'];
  expect(new Set(choices.map((choice) => resumingKey(key, choice))).size).toBe(4);
  expect(resumingKey(key, 'cuda:1')).toBe(resumingKey(key, 'cuda'));
});

it.each(['webgpu, then cpu', 'cpu, then webgpu', 'cuda, then webgpu, then cpu'])(
  'a run by %s answers whoever asks for none by name',
  (computedBy) => {
    const own = storingKey(key, computedBy);
    expect(answeringKeys(key, 'auto')).toContain(own);
    for (const named of ['cpu', 'webgpu', 'cuda'] as const) {
      expect(answeringKeys(key, named)).not.toContain(own);
    }
  },
);
