import { createHash } from 'node:crypto';
import {
  formatRegion,
  MegabaseError,
  type DependencyMap,
  type Region,
} from '../../contract/index.ts';
import type { PerturbationResult, PerturbationTask } from '../../engine/index.ts';
import { baseTokens } from '../../sequence/index.ts';
import { changeInterval, type EditSettings, EditKeeper } from '../perturbations/index.ts';

import { hasLikelihood } from '../../model/index.ts';
import type { PredictTools } from '../predict/index.ts';
import { readInterval, runKey } from '../run/index.ts';
import { changeOfLogOdds } from './log-odds.ts';

export interface DependencyOptions extends EditSettings {
  readonly region: Region;
  /** bp on each side; fills the model's useful context where absent. */
  readonly flank?: number | undefined;
}

/** Longest region: a matrix of all pairs takes 100 MB there, and 15,000 sequences are computed. */
export const mostBases = 5000;

/**
 * The dependency map of a region: substitutes each base by each of the three others. Rows are kept
 * in the cache as they are done.
 *
 * Errors: `usage` where the region is too long or the model predicts no bases; those of the readers
 * and the pass.
 */
export async function findDependencies(
  options: DependencyOptions,
  tools: PredictTools,
): Promise<DependencyMap> {
  const { region, tolerance } = options;
  const { model, cache, listener } = tools;
  refuseLong(region);
  if (!hasLikelihood(model.model.manifest)) {
    throw new MegabaseError(
      'usage',
      `The model ${model.identity.name} has no language-model head: it predicts no bases.`,
    );
  }
  const signal = tools.signal ?? new AbortController().signal;
  const read = await readInterval(region, options, { genome: tools.fasta, model, signal });
  const { interval, tokens } = read;
  const range = { start: region.start - interval.start, end: region.end - interval.start };
  const run = runKey({ ...read, start: interval.start });
  const keeper = new EditKeeper(cache, run, (note) => listener.onNote(note));
  const rows = new DependencyRows(range.end - range.start);
  const keyOf = (base: number) => rowKey(range, base, tolerance);

  const tasks: PerturbationTask[] = [];
  const owners: number[] = [];
  for (let base = 0; base < rows.count; base++) {
    const others = substitutions(tokens[range.start + base]!);
    const kept = others.length > 0 ? cache?.findEdit(run, keyOf(base))?.values : undefined;
    if (kept?.length === rows.count) rows.set(base, kept);
    if (kept?.length === rows.count) continue;
    for (const token of others) {
      owners.push(base);
      tasks.push(substitution(range, range.start + base, token, tasks.length === 0));
    }
  }
  listener.onInterval(region, interval, tasks.length === 0);
  if (tasks.length > 0) {
    const take = substitutionTaker(owners, rows, (base, values) => {
      keeper.keep(keyOf(base), { info: { kind: 'dependencies' }, values });
    });
    try {
      // Rows are kept, not what each substitution does: that is twelve times as much.
      const uncached = { ...tools, cache: undefined };
      await changeInterval({ start: interval.start, tokens }, tasks, options, uncached, take);
    } finally {
      keeper.flush();
    }
  }
  const letters = [...tokens.subarray(range.start, range.end)].map(letterOf).join('');
  const { values } = rows;
  return { model: model.identity, region, interval, tolerance, bases: letters, values };
}

/** The matrix, row by row. */
class DependencyRows {
  readonly count: number;
  readonly values: Float32Array;

  constructor(count: number) {
    this.count = count;
    this.values = new Float32Array(count * count).fill(NaN);
  }

  set(row: number, values: Float32Array): void {
    this.values.set(values, row * this.count);
  }
}

/**
 * Takes what substitutions do, in any order; once all of a base are there, its row is set and told.
 */
function substitutionTaker(
  owners: readonly number[],
  rows: DependencyRows,
  onRow: (base: number, values: Float32Array) => void,
): (result: PerturbationResult) => void {
  const missing = new Map<number, number>();
  for (const base of owners) missing.set(base, (missing.get(base) ?? 0) + 1);
  const largest = new Map<number, Float32Array>();
  let before: Float32Array | undefined;
  const waiting: PerturbationResult[] = [];
  const add = ({ task, distributions }: PerturbationResult, unchanged: Float32Array) => {
    const base = owners[task]!;
    const changes = changeOfLogOdds(unchanged, distributions!.after);
    const known = largest.get(base);
    const most = known ? changes.map((value, i) => Math.max(value, known[i]!)) : changes;
    const left = missing.get(base)! - 1;
    missing.set(base, left);
    largest.set(base, most);
    if (left > 0) return;
    most[base] = NaN;
    largest.delete(base);
    rows.set(base, most);
    onRow(base, most);
  };
  return (result) => {
    // Only the first task tells of the unchanged sequence.
    if (result.task === 0) before = result.distributions!.before;
    waiting.push(result);
    if (before) for (const one of waiting.splice(0)) add(one, before);
  };
}

function substitution(
  range: { readonly start: number; readonly end: number },
  at: number,
  token: number,
  tellsBefore: boolean,
): PerturbationTask {
  const before = tellsBefore ? range : { start: 0, end: 0 };
  return {
    edits: [{ start: at, end: at + 1, tokens: Uint8Array.of(token) }],
    tracks: false,
    distributions: { before, after: range },
  };
}

/** The three other bases; none for an N. */
function substitutions(token: number): number[] {
  const isBase = baseTokens.some((base) => base === token);
  return isBase ? baseTokens.filter((base) => base !== token) : [];
}

function letterOf(token: number): string {
  return 'ACGT'[baseTokens.findIndex((base) => base === token)] ?? 'N';
}

function rowKey(
  range: { readonly start: number; readonly end: number },
  base: number,
  tolerance: number,
): string {
  const content = { kind: 'dependencies', range, base, tolerance };
  return createHash('sha256').update(JSON.stringify(content)).digest('hex');
}

function refuseLong(region: Region): void {
  const length = region.end - region.start;
  if (length <= mostBases) return;
  throw new MegabaseError(
    'usage',
    `${formatRegion(region)} has ${length.toLocaleString('en-US')} bp. A dependency map computes three ` +
      `changed sequences for each base and holds all pairs, so at most ` +
      `${mostBases.toLocaleString('en-US')} bp are taken.`,
  );
}
