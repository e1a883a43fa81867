import { createHash } from 'node:crypto';
import {
  defined,
  formatRegion,
  MegabaseError,
  type Mutagenesis,
  type MutagenesisReadout,
  type Span,
} from '../../contract/index.ts';
import type { BinPieces, PerturbationResult, PerturbationTask } from '../../engine/index.ts';
import { headTracks } from '../../model/index.ts';
import { baseTokens, maskToken } from '../../sequence/index.ts';
import { BinValues } from '../effects/index.ts';
import type { AnalysisContext, Environment } from '../environment/index.ts';
import { runAnalysis, type AnalysisEvent } from '../events/index.ts';
import { BatchedResultWriter, perturbInterval } from '../perturbations/index.ts';
import { runKey } from '../run/index.ts';
import { inputTexts } from '../shards/index.ts';
import { blockOfBases, cutMutagenesis, isBase, type MutagenesisPart } from './cut-mutagenesis.ts';
import { readRegion, type MutagenesisSpec } from './read-region.ts';

/** A mutagenesis; of a shard its bases, and what they are a part of. */
export interface FoundMutagenesis extends Mutagenesis {
  readonly part?: MutagenesisPart;
}

/**
 * What each substitution of a region's bases does to a readout. The region, and the readout's place with
 * it, is read once; of each substitution that is computed which differs. The likelihood, unless masked, is
 * that one reading's. Rows are stored in the cache as they are done.
 *
 * Errors: `usage` where the region is too long, the model has no such head or the readout no place or no
 * value, for more shards than bases; `track-unknown`; `cache-missing` where nothing may be computed; those of the readers and the pass.
 */
export function findMutagenesis(
  environment: Environment,
  spec: MutagenesisSpec,
  signal: AbortSignal,
): AsyncIterable<AnalysisEvent<FoundMutagenesis>> {
  return runAnalysis(signal, (running) => mutate(spec, { ...environment, ...running }));
}

async function mutate(spec: MutagenesisSpec, context: AnalysisContext): Promise<FoundMutagenesis> {
  const { region, tolerance, shard } = spec;
  const { model, emit } = context;
  const { readout, interval, valued, tokens } = await readRegion(spec, context);
  const from = region.start - interval.start;
  const count = region.end - region.start;
  const bases = { start: from, end: from + count };
  const files = shard && (await inputTexts(context.genome, { annotation: spec.annotation }));
  const cut = shard && files && cutMutagenesis({ shard, region }, { tokens, bases }, files);
  const span = cut?.span ?? { start: 0, end: count };
  const mutated: Mutated = { readout, tokens, valued, start: interval.start, from, count, span };
  const rows = new Rows(mutated, spec, context);
  const fromCache = rows.open.length === 0;
  emit({ kind: 'note', note: { kind: 'context', region, interval, fromCache } });
  if (!fromCache) await compute(mutated, rows, spec, context);
  if (readout.kind === 'track') {
    if (rows.value === undefined) {
      throw new MegabaseError('usage', `${formatRegion(region)} has nothing but N to substitute.`);
    }
    if (Number.isNaN(rows.value)) throw withoutValue(readout);
  }
  const [start, end] = [span.start, span.end].map((base) => region.start + base) as [
    number,
    number,
  ];
  const letters = [...tokens.subarray(from + span.start, from + span.end)];
  return {
    ...{ model: model.identity, region: { ...region, start, end }, interval, tolerance, readout },
    ...{ value: rows.value, bases: letters.map(letterOf).join('') },
    changes: rows.changes.slice(4 * span.start, 4 * span.end),
    ...(cut && { part: cut.part }),
  };
}

/** What is mutated, and where in the tokens. */
interface Mutated {
  readonly readout: MutagenesisReadout;
  readonly start: number;
  readonly tokens: Uint8Array;
  readonly valued: Parameters<typeof perturbInterval>[0]['valued'];
  /** Where the region begins, and its bases. */
  readonly from: number;
  readonly count: number;
  /** Those of its bases that are substituted; all others belong to other shards. */
  readonly span: Span;
}

/** The matrix, row by row: from the cache, or to be computed. */
class Rows {
  readonly changes: Float32Array;
  /** Bases that have no row yet. */
  readonly open: number[] = [];
  /** Readout of the unchanged sequence. */
  value: number | undefined;
  readonly #mutated: Mutated;
  readonly #tolerance: number;
  readonly #writer: BatchedResultWriter;

  constructor(mutated: Mutated, { tolerance }: MutagenesisSpec, context: AnalysisContext) {
    const { tokens, start, valued, from, count, readout, span } = mutated;
    const { model, cache } = context;
    const bin = readout.kind === 'track' ? readout.track.bin : 1;
    const modelHash = model.identity.hash;
    const run = runKey({ tokens, modelHash, start, bin, valued });
    this.#mutated = mutated;
    this.#tolerance = tolerance;
    this.#writer = new BatchedResultWriter(run, context);
    this.changes = new Float32Array(4 * count).fill(NaN);
    const asked = Array.from({ length: span.end - span.start }, (_, i) => span.start + i);
    const bases = asked.filter((i) => isBase(tokens[from + i]!));
    const keys = bases.map((base) => this.#keyOf(base));
    const stored = cache?.findEdits(run, keys);
    for (const [i, base] of bases.entries()) {
      const values = stored?.get(defined(keys[i]))?.values;
      if (values?.length === 5) this.#set(base, values);
      else this.open.push(base);
    }
  }

  /** Takes the changes of a base by A, C, G and T, and the readout that they are changes of. */
  add(base: number, changes: Float32Array, value = NaN): void {
    const values = Float32Array.of(...changes, value);
    this.#set(base, values);
    this.#writer.add(this.#keyOf(base), { info: { kind: 'mutagenesis' }, values });
  }

  flush(): void {
    this.#writer.flush();
  }

  #set(base: number, values: Float32Array): void {
    this.changes.set(values.subarray(0, 4), 4 * base);
    if (this.#mutated.readout.kind === 'track') this.value = values[4];
  }

  #keyOf(base: number): string {
    const { readout, from, start } = this.#mutated;
    const what =
      readout.kind === 'likelihood'
        ? readout
        : {
            ...{ track: readout.track.id, isGene: readout.gene !== undefined },
            ...{ start: readout.place.start - start, end: readout.place.end - start },
          };
    const content = { kind: 'mutagenesis', what, base: from + base, tolerance: this.#tolerance };
    return createHash('sha256').update(JSON.stringify(content)).digest('hex');
  }
}

async function compute(
  mutated: Mutated,
  rows: Rows,
  spec: MutagenesisSpec,
  context: AnalysisContext,
): Promise<void> {
  const { readout, start, tokens, valued } = mutated;
  const plan =
    readout.kind === 'track'
      ? trackPlan(mutated, readout, rows, context)
      : readout.masked
        ? maskedPlan(mutated, rows)
        : likelihoodPlan(mutated, rows);
  const sequence = { start, tokens, valued, whole: readout.kind === 'track' };
  // Rows are stored, not what each substitution does: that is far more.
  const uncached = { ...context, cache: undefined };
  try {
    await perturbInterval(sequence, plan.tasks, spec, uncached, (result, { bins }) => {
      plan.take(result, bins);
    });
  } finally {
    rows.flush();
  }
}

/** Sequences that are computed, and what their results are for. */
interface Plan {
  readonly tasks: readonly PerturbationTask[];
  readonly take: (result: PerturbationResult, reference: BinPieces | undefined) => void;
}

/** Three substitutions a base. */
function trackPlan(
  { tokens, from }: Mutated,
  readout: Extract<MutagenesisReadout, { kind: 'track' }>,
  rows: Rows,
  { model }: AnalysisContext,
): Plan {
  const tasks: PerturbationTask[] = [];
  const owners: { readonly base: number; readonly column: number }[] = [];
  for (const base of rows.open) {
    const own = tokens[from + base]!;
    for (const [column, token] of baseTokens.entries()) {
      if (token === own) continue;
      owners.push({ base, column });
      tasks.push({ edits: [edit(from + base, token)], tracks: true });
    }
  }
  const track = headTracks(model.model.manifest).findIndex(({ id }) => id === readout.track.id);
  const waiting = new Map<number, { readonly changes: Float32Array; left: number }>();
  let bins: BinValues | undefined;
  return {
    tasks,
    take({ task, bins: changed }, reference) {
      const { base, column } = defined(owners[task]);
      bins ??= new BinValues(defined(reference), track, readout.track.bin);
      const before = valueOf(bins, readout);
      const row = waiting.get(base) ?? { changes: new Float32Array(4), left: 3 };
      waiting.set(base, row);
      row.changes[column] = valueOf(bins, readout, changed) - before;
      row.left--;
      if (row.left > 0) return;
      waiting.delete(base);
      rows.add(base, row.changes, before);
    },
  };
}

/** Of a gene the largest of its bins, else the mean of those that have a value; NaN where none has. */
function valueOf(
  bins: BinValues,
  { track: { bin }, place, gene }: Extract<MutagenesisReadout, { kind: 'track' }>,
  changed?: BinPieces,
): number {
  if (gene !== undefined) return bins.max(place, changed);
  let [sum, count] = [0, 0];
  for (let b = Math.floor(place.start / bin); b < Math.ceil(place.end / bin); b++) {
    const value = bins.at(b, changed);
    if (Number.isNaN(value)) continue;
    sum += value;
    count++;
  }
  return sum / count;
}

/** One sequence for each base, in which it is masked. */
function maskedPlan({ tokens, from }: Mutated, rows: Rows): Plan {
  const tasks = rows.open.map((base): PerturbationTask => {
    const at = from + base;
    const after = { start: at, end: at + 1 };
    return {
      edits: [edit(at, maskToken)],
      tracks: false,
      distributions: { before: { start: at, end: at }, after },
    };
  });
  return {
    tasks,
    take({ task, distributions }) {
      const base = defined(rows.open[task]);
      rows.add(base, ratiosOf(defined(distributions).after, 0, defined(tokens[from + base])));
    },
  };
}

/** One changed sequence a block of bases, for what the unchanged one says of them. */
function likelihoodPlan({ tokens, from, count }: Mutated, rows: Rows): Plan {
  const blocks = new Map<number, number[]>();
  for (const base of rows.open) {
    const number = Math.floor(base / blockOfBases);
    const own = blocks.get(number) ?? [];
    blocks.set(number, own);
    own.push(base);
  }
  const all = [...blocks];
  const tasks = all.map(([number]): PerturbationTask => {
    const start = from + number * blockOfBases;
    const before = { start, end: Math.min(from + count, start + blockOfBases) };
    return {
      edits: [edit(start, maskToken)],
      tracks: false,
      distributions: { before, after: { start, end: start } },
    };
  });
  return {
    tasks,
    take({ task, distributions }) {
      const [number, bases] = defined(all[task]);
      const { before } = defined(distributions);
      for (const base of bases) {
        rows.add(base, ratiosOf(before, base - number * blockOfBases, tokens[from + base]!));
      }
    },
  };
}

/** ln P(base)/P(the one there) of A, C, G and T, from distributions `[t, 4]`. */
function ratiosOf(distributions: Float32Array, row: number, token: number): Float32Array {
  const own = distributions.subarray(4 * row, 4 * row + 4);
  const reference = defined(own[baseTokens.findIndex((base) => base === token)]);
  return own.map((value) => value - reference);
}

function edit(at: number, token: number): PerturbationTask['edits'][number] {
  return { start: at, end: at + 1, tokens: Uint8Array.of(token) };
}

function letterOf(token: number): string {
  return 'ACGT'[baseTokens.findIndex((base) => base === token)] ?? 'N';
}

function withoutValue(readout: Extract<MutagenesisReadout, { kind: 'track' }>): MegabaseError {
  const { track, place } = readout;
  const message = `The readout ${track.id} at ${formatRegion(place)} has no value: it has no whole bin`;
  return new MegabaseError('usage', `${message} of ${track.bin} bp.`);
}
