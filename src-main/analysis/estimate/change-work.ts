import { createHash } from 'node:crypto';
import { cpus } from 'node:os';
import type { ProviderChoice } from '../../contract/index.ts';
import type { KeptEdit, RunCache } from '../../cache/index.ts';
import { engineVersion, type PerturbationWork } from '../../engine/index.ts';
import type { LoadedModel } from '../../library/index.ts';
import { answeringKeys } from '../run/index.ts';

/** Of fewer, what they take is not told from what the first of them take. */
const fewest = 64;

/** Twice as many are told apart, up to 2 ** this. */
const classes = 24;

/** What changed sequences took of a processor, as it is kept in the cache. */
export interface KeptWork {
  /** Of the cache's edits: `run` as the provider's that computed them has it not yet. */
  readonly run: string;
  readonly key: string;
  readonly edit: KeptEdit;
}

/** Whose work it was, apart from what computed it. */
interface Worker {
  readonly model: Pick<LoadedModel, 'identity'>;
  readonly tolerance: number;
}

/** What a job's changes took, to be kept; undefined of too few to tell. */
export function encodeWork(work: PerturbationWork, worker: Worker): KeptWork | undefined {
  const { tokens, readingSeconds, changes, changesSeconds } = work;
  if (changes < fewest) return undefined;
  const values = Float32Array.of(tokens, readingSeconds, changes, changesSeconds);
  return { run: workRun(worker), key: keyOf(changes), edit: { info: {}, values } };
}

/**
 * What the most changes took that a model on this kind of processor has ever been given; of several providers that may
 * answer what the fastest took. Undefined where it was given none.
 */
export function findWork(
  provider: ProviderChoice,
  worker: Worker,
  cache: Pick<RunCache, 'findEdits'>,
): PerturbationWork | undefined {
  const keys = Array.from({ length: classes }, (_, i) => keyOf(2 ** (classes - i)));
  const found = answeringKeys(workRun(worker), provider).flatMap((run) => {
    const edits = cache.findEdits(run, keys);
    const most = keys.find((key) => edits.has(key));
    return most === undefined ? [] : decode(edits.get(most));
  });
  return found.sort((a, b) => a.changesSeconds / a.changes - b.changesSeconds / b.changes)[0];
}

function decode(edit: KeptEdit | undefined): PerturbationWork[] {
  const [tokens = 0, readingSeconds = 0, changes = 0, changesSeconds = 0] = edit?.values ?? [];
  if (tokens === 0 || changes === 0) return [];
  return [{ tokens, readingSeconds, changes, changesSeconds }];
}

function workRun({ model, tolerance }: Worker): string {
  const content = [model.identity.hash, engineVersion, tolerance, cpus()[0]?.model];
  return createHash('sha256')
    .update(`work ${JSON.stringify(content)}`)
    .digest('hex');
}

function keyOf(changes: number): string {
  return `2 ** ${Math.floor(Math.log2(changes))} changes`;
}
