import { expect } from 'vitest';
import type { PassProgress } from '../../src-main/contract/index.ts';
import type { Reply } from '../../src-main/engine/index.ts';
import { runPass, type PassOptions } from './run-pass.ts';

/** Sweeps of a pass of two sweeps a layer that were done before the step `progress` tells of. */
export function sweepsBefore({ layer, direction }: PassProgress): number {
  return 2 * (layer - 1) + (direction === 'reverse' ? 1 : 0);
}

/** A listener that calls `action` once, at the first step after `sweeps` whole sweeps. */
export function afterSweeps(sweeps: number, action: () => void): (reply: Reply) => void {
  let called = false;
  return (reply) => {
    if (called || reply.kind !== 'progress' || reply.progress.stage !== 'layers') return;
    if (sweepsBefore(reply.progress) < sweeps) return;
    called = true;
    action();
  };
}

/** Runs a pass until `sweeps` of its sweeps are done and cancels it there. */
export async function cancelAfter(sweeps: number, options: PassOptions): Promise<void> {
  const controller = new AbortController();
  const onReply = afterSweeps(sweeps, () => controller.abort());
  const attempt = runPass({ ...options, onReply, signal: controller.signal });
  await expect(attempt).rejects.toMatchObject({ code: 'cancelled' });
}
