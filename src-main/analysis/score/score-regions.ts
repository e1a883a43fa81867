import { basename } from 'node:path';
import { formatRegion, type Shard } from '../../contract/index.ts';
import type { HeaderNote, PartNote, Replaceable } from '../../formats/output/index.ts';
import type { AnalysisContext, Environment } from '../environment/index.ts';
import { runAnalysis, type AnalysisEvent } from '../events/index.ts';
import { digest, inputTexts, rowPart, spanOfShard } from '../shards/index.ts';
import { findLoci, isBedFile, type LocusSource } from './find-loci.ts';
import type { Locus } from './locus.ts';
import {
  scoreLoci,
  windowLabels,
  type LocusScoreSettings,
  type ScoredLocus,
} from './score-loci.ts';
import { writeScores, type ScoreFormat, type WrittenScores } from './write-scores.ts';

/** Regions or genes that are to be scored. */
export interface RegionScoreSpec extends LocusScoreSettings {
  readonly source: LocusSource;
  /** Only this piece of the loci; all where absent. */
  readonly shard?: Shard | undefined;
  /** File to write; none where absent. */
  readonly output?:
    | {
        readonly path: string;
        readonly format: ScoreFormat;
        readonly replaces?: Replaceable | undefined;
      }
    | undefined;
}

/** How many there are, which is known first; then the row of each, in order. */
export type RegionScorePart =
  | { readonly kind: 'loci'; readonly count: number }
  | { readonly kind: 'row'; readonly row: ScoredLocus };

export interface RegionScores {
  readonly labels: ReturnType<typeof windowLabels>;
  /** Absent where none was to be written. */
  readonly file?: WrittenScores | undefined;
}

/**
 * Scores regions or genes, each by itself, by the window heads of a model, and writes them where that
 * is asked for.
 *
 * Errors: `usage` where the model has no window head or nobody says how much to read; those of the
 * readers and of the pass; `output-unwritable`, `disk-full`, `cancelled`.
 */
export function scoreRegions(
  environment: Environment,
  spec: RegionScoreSpec,
  signal: AbortSignal,
): AsyncIterable<AnalysisEvent<RegionScores, RegionScorePart>> {
  return runAnalysis(signal, (running) => scoreAll(spec, { ...environment, ...running }));
}

async function scoreAll(
  { source, output, shard, ...settings }: RegionScoreSpec,
  context: AnalysisContext<RegionScorePart>,
): Promise<RegionScores> {
  const { model, emit, signal } = context;
  const labels = windowLabels(model.model);
  const all = await findLoci(source, context);
  const loci = shard ? lociOfShard(all, shard) : all;
  emit({ kind: 'partial', partial: { kind: 'loci', count: loci.length } });
  const rows = emitted(scoreLoci(loci, settings, context), context);
  if (!output) {
    for await (const _ of rows);
    return { labels };
  }
  const { format, replaces } = output;
  const described = { format, replaces, model, source: sourceText(source), signal };
  const files = shard && (await inputTexts(context.genome));
  const partOf = files && ((notes: readonly HeaderNote[]) => partOfLoci(all, shard, notes, files));
  const file = await writeScores(rows, output.path, {
    ...{ ...described, partOf },
    context: settings.context,
  });
  return { labels, file };
}

/** Error: `usage` for more shards than loci. */
function lociOfShard(loci: readonly Locus[], shard: Shard): readonly Locus[] {
  const costs = loci.map(() => 1);
  const { start, end } = spanOfShard(shard, costs, 'regions');
  return loci.slice(start, end);
}

function partOfLoci(
  loci: readonly Locus[],
  shard: Shard,
  notes: readonly HeaderNote[],
  files: Readonly<Record<string, string>>,
): PartNote {
  const names = loci.map(
    ({ name, strand, ...place }) => `${name} ${strand} ${formatRegion(place)}`,
  );
  const input = `${loci.length} regions, ${digest(names)}`;
  return rowPart('score', shard, notes, { files, input });
}

async function* emitted(
  rows: AsyncIterable<ScoredLocus>,
  { emit }: AnalysisContext<RegionScorePart>,
): AsyncGenerator<ScoredLocus> {
  for await (const row of rows) {
    emit({ kind: 'partial', partial: { kind: 'row', row } });
    yield row;
  }
}

/** For the header of what is written. */
function sourceText(source: LocusSource): string {
  if (source.kind === 'genes') return basename(source.path);
  const nameOf = (text: string) => (isBedFile(text) ? basename(text) : text);
  return source.kind === 'regions'
    ? source.texts.map(nameOf).join(', ')
    : `${source.loci.length} regions`;
}
