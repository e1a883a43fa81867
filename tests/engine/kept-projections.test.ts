import { expect, it } from 'vitest';
import { keptBytes, estimateMemory } from '../../src-main/engine/memory/index.ts';
import { KeptProjections } from '../../src-main/engine/recurrent/tensors/kept-projections.ts';
import { describeNetwork, readModelPackage } from '../../src-main/model/index.ts';
import { ChunkPlan } from '../../src-main/sequence/index.ts';
import { referenceModels } from '../support/paths.ts';

it('keeps the last chunks of a scan, as many as there is room for, and gives each of them once', () => {
  // Chunks of 10, 10, 10 and 5 tokens; of 3 values each two of them fit.
  const kept = new KeptProjections(new ChunkPlan(35, 10), 4 * 3 * 10 * 2 + 1);
  const rooms = [0, 1, 2, 3].map((k) => kept.room(k, 3));
  expect(rooms.map((room) => room?.length)).toEqual([undefined, undefined, 30, 15]);
  rooms[2]!.fill(2);
  rooms[3]!.fill(3);
  // What was never filled is not known.
  kept.keep(3);
  expect(kept.take(2, 3)).toBeUndefined();
  expect(kept.take(3, 3)).toEqual(new Float32Array(15).fill(3));
  expect(kept.take(3, 3)).toBeUndefined();
  // The next layer has the same memory.
  expect(kept.room(3, 3)!.buffer).toBe(rooms[3]!.buffer);
  expect(kept.room(3, 0)).toBeUndefined();
});

it('a pass keeps no more than half of what it was said to leave', () => {
  const narrow = describeNetwork(readModelPackage(referenceModels['hawk-tutorial']));
  const network = { ...narrow, d: 128 };
  const pass = { length: 100_000, chunk: 1000 };
  const whole = estimateMemory(network, pass);
  expect(keptBytes(network, pass, 0)).toBe(0);
  expect(keptBytes(network, pass, whole)).toBe(0);
  expect(keptBytes(network, pass, whole + 10e6)).toBe(5e6);
  expect(keptBytes(network, pass, 1e12)).toBe(2 ** 29);
  // What is sooner computed again.
  expect(keptBytes(narrow, pass, 1e12)).toBe(0);
});
