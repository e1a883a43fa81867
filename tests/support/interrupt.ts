import { expect } from 'vitest';
import type { PassProgress } from '../../src-main/contract/index.ts';
import type { Reply } from '../../src-main/engine/index.ts';
import { runPass, type PassOptions } from './run-pass.ts';

/** Scans of a pass of two scans a layer that were done before the step `progress` tells of. */
function scansBefore({ layer, direction }: PassProgress): number {
  return 2 * (layer - 1) + (direction === 'reverse' ? 1 : 0);
}

/** A listener that calls `action` once, at the first step after `scans` whole scans. */
export function afterScans(scans: number, action: () => void): (reply: Reply) => void {
  let called = false;
  return (reply) => {
    if (called || reply.kind !== 'progress' || reply.progress.stage !== 'layers') return;
    if (scansBefore(reply.progress) < scans) return;
    called = true;
    action();
  };
}

/** Runs a pass until `scans` of its scans are done and cancels it there. */
export async function cancelAfter(scans: number, options: PassOptions): Promise<void> {
  const controller = new AbortController();
  const onReply = afterScans(scans, () => controller.abort());
  const attempt = runPass({ ...options, onReply, signal: controller.signal });
  await expect(attempt).rejects.toMatchObject({ code: 'cancelled' });
}
