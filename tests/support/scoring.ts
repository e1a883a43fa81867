import { join } from 'node:path';
import type { AnalysisContext } from '../../src-main/analysis/environment/index.ts';
import { resultOf } from '../../src-main/analysis/events/index.ts';
import { PredictionCache } from '../../src-main/cache/index.ts';
import { readModelPackage } from '../../src-main/model/index.ts';
import { openFasta } from '../../src-main/formats/fasta/index.ts';
import { loadModel } from '../../src-main/library/index.ts';
import {
  scoreVariants,
  type RowsOfRecord,
  type ScoreOptions,
  type VariantFile,
} from '../../src-main/analysis/variants/index.ts';
import { EventLog, unstopped } from './event-log.ts';
import { sharedComputeProcess } from './shared-compute-process.ts';
import type { Random } from './random.ts';

/** Options of which a test names only some; so tolerant of nothing that nothing is left out. */
export const plainOptions: ScoreOptions = {
  masked: false,
  maxTargets: 5,
  provider: 'cpu',
  threads: 1,
  tolerance: 1e-7,
};

export interface ScoringPlace {
  readonly fasta: string;
  /** Folder of a model package. */
  readonly model: string;
  /** Folders of heads on it. */
  readonly heads?: readonly string[];
  /** Folder for graphs and indexes. */
  readonly shared: string;
  /** Folder of a cache. */
  readonly cache?: string;
}

/** What is scored with, and what was emitted meanwhile. */
export interface OpenScoring {
  readonly context: AnalysisContext;
  readonly log: EventLog;
  close(): Promise<void>;
}

export async function openScoring(
  place: ScoringPlace,
  signal: AbortSignal = unstopped,
): Promise<OpenScoring> {
  const { shared } = place;
  const genome = await openFasta(place.fasta, { indexFolder: join(shared, 'indexes') });
  const cache = place.cache === undefined ? undefined : PredictionCache.open(place.cache);
  const read = readModelPackage(place.model, place.heads);
  const model = await loadModel({ model: read, origin: 'folder' });
  const log = new EventLog();
  const graphs = join(shared, 'graphs');
  return {
    context: {
      genome,
      model,
      cache,
      graphs,
      signal,
      emit: log.onEvent,
      startComputeProcess: sharedComputeProcess,
    },
    log,
    async close() {
      await genome.close();
      cache?.close();
    },
  };
}

/** Scores all of a VCF file, or a region of it. */
export async function scoreVcf(
  scoring: OpenScoring,
  path: string,
  options: Partial<ScoreOptions> = {},
): Promise<RowsOfRecord[]> {
  return (await scoreFile(scoring, { kind: 'vcf', path }, options)).records;
}

export async function scoreFile(
  { context, log }: OpenScoring,
  source: VariantFile,
  options: Partial<ScoreOptions> = {},
) {
  const records: RowsOfRecord[] = [];
  const spec = { ...plainOptions, ...options, source };
  const summary = await resultOf(scoreVariants(context, spec, context.signal), (event) => {
    if (event.kind !== 'partial') log.onEvent(event);
    else if (event.partial.kind === 'rows') records.push(event.partial);
  });
  return { records, summary };
}

/** Random bases, each another than the one before: an indel of one base has one place. */
export function unlikeBases(random: Random, length: number): string {
  let text = '';
  while (text.length < length) {
    const base = 'ACGT'.charAt(random.below(4));
    if (base !== text.at(-1)) text += base;
  }
  return text;
}
