import { expect } from 'vitest';
import {
  computePerturbations,
  type BinPiece,
  type BinPieces,
  type PerturbationResult,
} from '../../src-main/engine/index.ts';
import type { PerturbationJob } from '../../src-main/engine/jobs/index.ts';
import { identifyModel, readModelPackage } from '../../src-main/model/index.ts';
import { sharedComputeProcess } from './shared-compute-process.ts';

/** A perturbation job as a test asks for it; the rest is filled in. */
type PerturbOptions = Omit<PerturbationJob, 'modelHash' | 'provider' | 'threads' | 'tolerance'> &
  Partial<PerturbationJob>;

/** What is known of the unchanged sequence, and of each task. */
interface Perturbed {
  readonly base: BinPieces;
  readonly results: readonly PerturbationResult[];
}

/** Runs a perturbation job in a compute process, without any note. */
export async function perturb(options: PerturbOptions): Promise<Perturbed> {
  const results: PerturbationResult[] = [];
  let base: BinPieces = [];
  const { hash } = await identifyModel(readModelPackage(options.model, options.heads));
  await computePerturbations(
    { modelHash: hash, provider: 'cpu', threads: 1, tolerance: 0.01, ...options },
    {
      onReply(reply) {
        if (reply.kind === 'tracks') base = reply.pieces;
        if (reply.kind === 'perturbation') results[reply.task] = reply;
      },
      onNote: (note) => expect(note).toBe(''),
    },
    undefined,
    sharedComputeProcess,
  );
  return { base, results };
}

/** An output's bins of the unchanged sequence with those that a task has changed put in their place. */
export function withChanged(base: BinPiece, changed: BinPiece): Float32Array[] {
  return base.values.map((values, track) => {
    const all = values.slice();
    all.set(changed.values[track]!, changed.first - base.first);
    return all;
  });
}
