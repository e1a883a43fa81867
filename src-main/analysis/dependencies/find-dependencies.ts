import { createHash } from 'node:crypto';
import {
  formatRegion,
  MegabaseError,
  type DependencyMap,
  type Region,
  defined,
} from '../../contract/index.ts';
import type { PredictionCache, RunCache } from '../../cache/index.ts';
import type { PerturbationResult, PerturbationTask } from '../../engine/index.ts';

import { baseTokens } from '../../sequence/index.ts';
import {
  BatchedResultWriter,
  perturbInterval,
  type PerturbationSettings,
} from '../perturbations/index.ts';

import { hasLikelihood, type Reading } from '../../model/index.ts';

import type { AnalysisContext, Environment } from '../environment/index.ts';
import { runAnalysis, type AnalysisEvent } from '../events/index.ts';

import { answeredBy, answeringKeys, readInterval, runKey } from '../run/index.ts';
import { changeOfLogOdds } from './log-odds.ts';

/** A dependency map that is wanted. */
export interface DependenciesSpec extends PerturbationSettings {
  readonly region: Region;
  /** bp on each side; fills the model's useful context where absent. */
  readonly flank?: number | undefined;
}

/** Longest region: a matrix of all pairs takes 100 MB there, and 15,000 sequences are computed. */
const maxBases = 5000;

/** Rows that are looked up at once: each time the cache notes that they were used. */
const rowsAtOnce = 256;

/**
 * The dependency map of a region: substitutes each base by each of the three others. Rows are stored
 * in the cache as they are done.
 *
 * Errors: `usage` where the region is too long or the model predicts no bases; those of the readers
 * and the pass.
 */
export function findDependencies(
  environment: Environment,
  spec: DependenciesSpec,
  signal: AbortSignal,
): AsyncIterable<AnalysisEvent<DependencyMap>> {
  return runAnalysis(signal, (running) => mapDependencies(spec, { ...environment, ...running }));
}

async function mapDependencies(
  spec: DependenciesSpec,
  given: AnalysisContext,
): Promise<DependencyMap> {
  const context = answeredBy(given, spec.provider);
  const { region, tolerance } = spec;
  const { model, cache, emit } = context;
  const read = await readBases(spec, context);
  const { interval, tokens, valued } = read;
  const { range, run, keyOf } = keysOf(spec, read);
  const rows = new DependencyRows(range.end - range.start);

  const tasks: PerturbationTask[] = [];
  const owners: number[] = [];
  let stored: ReturnType<RunCache['findEdits']> | undefined;
  for (let base = 0; base < rows.count; base++) {
    if (base % rowsAtOnce === 0) {
      const count = Math.min(rowsAtOnce, rows.count - base);
      stored = cache?.findEdits(
        run,
        Array.from({ length: count }, (_, i) => keyOf(base + i)),
      );
    }
    const others = substitutions(tokens[range.start + base]!);
    const cached = stored?.get(keyOf(base))?.values;
    if (cached?.length === rows.count) {
      rows.set(base, cached);
      continue;
    }
    for (const token of others) {
      owners.push(base);
      tasks.push(substitution(range, range.start + base, token, tasks.length === 0));
    }
  }
  const fromCache = tasks.length === 0;
  emit({ kind: 'note', note: { kind: 'context', region, interval, fromCache } });
  if (!fromCache) {
    const writer = new BatchedResultWriter(run, context);
    const take = substitutionTaker(owners, rows, (base, values) => {
      writer.add(keyOf(base), { info: { kind: 'dependencies' }, values });
    });
    try {
      // Rows are stored, not what each substitution does: that is twelve times as much.
      const uncached = { ...context, cache: undefined };
      await perturbInterval({ start: interval.start, tokens, valued }, tasks, spec, uncached, take);
    } finally {
      writer.flush();
    }
  }
  const letters = [...tokens.subarray(range.start, range.end)].map(letterOf).join('');
  const { values } = rows;
  return { model: model.identity, region, interval, tolerance, bases: letters, values };
}

/**
 * What a dependency map takes: bases that are substituted, all that is read, and changed sequences for each
 * of the bases; `cached` where the cache tells that all of its rows are there, so that nothing is read. Errors: as
 * `findDependencies` for what is refused; those of the readers.
 */
export async function measureDependencies(
  spec: DependenciesSpec,
  context: AnalysisContext & {
    readonly cache: Partial<Pick<PredictionCache, 'hasEdits'>> | undefined;
  },
): Promise<{ count: number; reading: Reading; sequences: number; cached: boolean }> {
  const read = await readBases(spec, context);
  const { interval, valued, tokens } = read;
  const { range, run, keyOf } = keysOf(spec, read);
  const bases = [...tokens.subarray(range.start, range.end).keys()].filter(
    (base) => substitutions(tokens[range.start + base]!).length > 0,
  );
  const keys = bases.map(keyOf);
  const { cache } = context;
  const cached = answeringKeys(run, spec.provider).some((one) => cache?.hasEdits?.(one, keys));
  return { count: bases.length, reading: { interval, valued }, sequences: 3, cached };
}

/** Where the region lies in what is read, and what the cache calls its rows. */
function keysOf(
  { region, tolerance }: DependenciesSpec,
  read: Awaited<ReturnType<typeof readBases>>,
) {
  const { start } = read.interval;
  const range = { start: region.start - start, end: region.end - start };
  const keyOf = (base: number) => rowKey(range, base, tolerance);
  return { range, run: runKey({ ...read, start }), keyOf };
}

async function readBases({ region, flank }: DependenciesSpec, context: AnalysisContext) {
  const { model } = context;
  expectShort(region);
  if (!hasLikelihood(model.model.manifest)) {
    throw new MegabaseError(
      'usage',
      `The model ${model.identity.name} has no language-model head: it predicts no bases.`,
    );
  }
  return readInterval(region, { flank }, context);
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
  const maxima = new Map<number, Float32Array>();
  let before: Float32Array | undefined;
  const waiting: PerturbationResult[] = [];
  const add = ({ task, distributions }: PerturbationResult, unchanged: Float32Array) => {
    const base = defined(owners[task]);
    const changes = changeOfLogOdds(unchanged, defined(distributions).after);
    const known = maxima.get(base);
    const max = known ? changes.map((value, i) => Math.max(value, known[i]!)) : changes;
    const left = defined(missing.get(base)) - 1;
    missing.set(base, left);
    maxima.set(base, max);
    if (left > 0) return;
    max[base] = NaN;
    maxima.delete(base);
    rows.set(base, max);
    onRow(base, max);
  };
  return (result) => {
    // Only the first task tells of the unchanged sequence.
    if (result.task === 0) before = defined(result.distributions).before;
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

function expectShort(region: Region): void {
  const length = region.end - region.start;
  if (length <= maxBases) return;
  throw new MegabaseError(
    'usage',
    `${formatRegion(region)} has ${length.toLocaleString('en-US')} bp. A dependency map computes three ` +
      `changed sequences for each base and holds all pairs, so at most ` +
      `${maxBases.toLocaleString('en-US')} bp are taken.`,
  );
}
