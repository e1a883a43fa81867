import {
  formatRegion,
  MegabaseError,
  mutagenesisBases,
  type Mutagenesis,
  type MutagenesisReadout,
} from '../../contract/index.ts';
import { baseTokens } from '../../sequence/index.ts';
import type { AnalysisContext, Environment } from '../environment/index.ts';
import { runAnalysis, type AnalysisEvent } from '../events/index.ts';
import { answeredBy } from '../run/index.ts';
import { perturbInterval } from '../perturbations/index.ts';
import { inputTexts } from '../shards/index.ts';
import { planChanges } from './change-plans.ts';
import { cutMutagenesis, type MutagenesisPart } from './cut-mutagenesis.ts';
import { MatrixRows, type Mutated } from './matrix-rows.ts';
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
 * value, for more shards than bases; `track-unknown`; `cache-missing` where nothing may be computed; those of
 * the readers and the pass.
 */
export function findMutagenesis(
  environment: Environment,
  spec: MutagenesisSpec,
  signal: AbortSignal,
): AsyncIterable<AnalysisEvent<FoundMutagenesis>> {
  return runAnalysis(signal, (running) => mutate(spec, { ...environment, ...running }));
}

async function mutate(spec: MutagenesisSpec, given: AnalysisContext): Promise<FoundMutagenesis> {
  const context = answeredBy(given, spec.provider);
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
  const rows = new MatrixRows(mutated, spec, context);
  const fromCache = rows.open.length === 0;
  emit({ kind: 'note', note: { kind: 'context', region, interval, fromCache } });
  if (!fromCache) await compute(mutated, rows, spec, context);
  if (readout.kind === 'track') {
    if (rows.value === undefined) {
      throw new MegabaseError('usage', `${formatRegion(region)} has nothing but N to substitute.`);
    }
    if (Number.isNaN(rows.value)) throw withoutValue(readout);
  }
  const substituted = { start: region.start + span.start, end: region.start + span.end };
  const letters = [...tokens.subarray(from + span.start, from + span.end)];
  return {
    ...{ model: model.identity, interval, tolerance, readout },
    region: { ...region, ...substituted },
    ...{ value: rows.value, bases: letters.map(letterOf).join('') },
    changes: rows.changes.slice(4 * span.start, 4 * span.end),
    ...(cut && { part: cut.part }),
  };
}

async function compute(
  mutated: Mutated,
  rows: MatrixRows,
  spec: MutagenesisSpec,
  context: AnalysisContext,
): Promise<void> {
  const { readout, start, tokens, valued } = mutated;
  const plan = planChanges(mutated, rows, context.model.model.manifest);
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

function letterOf(token: number): string {
  return mutagenesisBases[baseTokens.findIndex((base) => base === token)] ?? 'N';
}

function withoutValue(readout: Extract<MutagenesisReadout, { kind: 'track' }>): MegabaseError {
  const { track, place } = readout;
  const message = `The readout ${track.id} at ${formatRegion(place)} has no value: it has no whole bin`;
  return new MegabaseError('usage', `${message} of ${track.bin} bp.`);
}
