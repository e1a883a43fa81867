import {
  defined,
  evaluationTasks,
  MegabaseError,
  type AlleleScore,
  type BadRow,
  type EvaluationCharts,
  type EvaluationTask,
  type Measured,
  type RegionPool,
  type TrackInfo,
} from '../../contract/index.ts';
import { headTasks, type HeadMetric, hasLikelihood, headTracks } from '../../model/index.ts';
import type { LoadedModel } from '../../library/index.ts';
import type { AnalysisContext, ComputeSettings, Environment } from '../environment/index.ts';
import { runAnalysis, type AnalysisEvent } from '../events/index.ts';
import { windowLabels } from '../score/index.ts';
import { variantLabels } from '../variants/index.ts';
import type { Dataset, LabelledRow } from './dataset.ts';
import { chartRows } from './chart-rows.ts';
import { measureRows } from './measure-rows.ts';
import { readDataset } from './read-dataset.ts';
import { scoreAlleles } from './score-alleles.ts';
import { scoreByTrack, type ScoredRow } from './score-by-track.ts';
import { scoreByWindow } from './score-by-window.ts';

/** What is evaluated, and how. */
export interface EvaluateSpec extends Omit<ComputeSettings, 'spill'> {
  readonly task: EvaluationTask;
  /** File of labelled data, see `readDataset`. */
  readonly data: string;
  /** Key of a VCF's labels in INFO. */
  readonly info: string;
  /** Track, or label of a window head, that regions are scored by; by the task where absent. */
  readonly track?: string | undefined;
  /** How a region's bins make its score. */
  readonly pool: RegionPool;
  /** What variants are scored by; by the task where absent. */
  readonly score?: AlleleScore | undefined;
  /** Log ratios with the variant's bases masked. */
  readonly masked: boolean;
  /** How far states may be off; of variants. */
  readonly tolerance: number;
  /** bp read on each side of regions and variants, too; by the model's useful context where absent. */
  readonly flank?: number | undefined;
}

/** How a model does on labelled data. */
export interface Evaluation {
  readonly task: EvaluationTask;
  readonly title: string;
  /** The measure that the task is known by. */
  readonly metric: HeadMetric;
  readonly data: string;
  /** What the scores are: `track enhancer, max`, `llr`. */
  readonly scoredBy: string;
  /** All rows, then by distance where the data have it. */
  readonly measured: readonly Measured[];
  /** What its charts show, of all rows. */
  readonly charts: EvaluationCharts;
  readonly bad: readonly BadRow[];
  readonly scored: readonly ScoredRow<LabelledRow>[];
}

/**
 * Scores labelled regions or variants and holds the scores themselves, never a threshold, against the
 * labels. What cannot be read or scored is told, and stops nothing.
 *
 * Errors: `labels-format`, `track-unknown`, `usage`; those of reading and of the pass.
 */
export function evaluateModel(
  environment: Environment,
  spec: EvaluateSpec,
  signal: AbortSignal,
): AsyncIterable<AnalysisEvent<Evaluation>> {
  return runAnalysis(signal, (running) => evaluate(spec, { ...environment, ...running }));
}

async function evaluate(spec: EvaluateSpec, context: AnalysisContext): Promise<Evaluation> {
  const { task, data } = spec;
  const { metric, kind } = headTasks[task];
  const dataset = await readDataset(data, spec.info, context.signal);
  if ((kind === 'variant') !== (dataset.kind === 'variants')) {
    const wanted = kind === 'variant' ? 'variants' : 'regions';
    throw new MegabaseError(
      'labels-format',
      `${data} holds ${dataset.kind}; ${task} is about ${wanted}.`,
    );
  }
  expectLabels(dataset, data);
  const bad = [...dataset.bad];
  const { scoredBy, scored, areProbabilities } = await scoreRows(dataset, spec, context, bad);
  if (scored.length === 0) {
    const [first] = bad;
    throw new MegabaseError(
      'labels-format',
      `No row of ${data} could be scored. Line ${defined(first).line}: ${defined(first).reason}`,
    );
  }
  bad.sort((a, b) => a.line - b.line);
  const about = { task, title: evaluationTasks[task].title, metric, data: dataset.name };
  const charts = chartRows(scored, areProbabilities ?? false);
  const measured = await measureRows(scored, context.signal);
  return { ...about, scoredBy, measured, charts, bad, scored };
}

/** Refuses labels that are all the same, before anything is computed. Error: `labels-format`. */
function expectLabels({ rows }: Dataset, path: string): void {
  const [first, ...others] = rows.map(({ label }) => label);
  if (others.some((label) => label !== first)) return;
  throw new MegabaseError(
    'labels-format',
    `${path} has the label ${first} in all of its rows (${rows.length}); there is nothing to tell ` +
      `apart.`,
  );
}

async function scoreRows(
  dataset: Dataset,
  spec: EvaluateSpec,
  context: AnalysisContext,
  bad: BadRow[],
): Promise<{
  scoredBy: string;
  scored: ScoredRow<LabelledRow>[];
  areProbabilities?: boolean;
}> {
  const { task, track: asked, pool, masked, tolerance, flank } = spec;
  const { provider, threads, scan, memory, chunk } = spec;
  const { model } = context;
  if (dataset.kind === 'regions') {
    const label = windowLabel(task, model, asked);
    if (label !== undefined) {
      const how = { provider, threads, scan, memory, label };
      const scored = await scoreByWindow(dataset.rows, how, context, bad);
      return { scoredBy: label, scored, areProbabilities: isProbability(model, label) };
    }
    const track = taskTrack(task, model, asked);
    const how = { provider, threads, scan, memory, chunk, flank, track: track.id, pool };
    const scored = await scoreByTrack(dataset.rows, how, context, bad);
    const areProbabilities = track.unit === 'probability';
    return { scoredBy: `track ${track.id}, ${pool}`, scored, areProbabilities };
  }
  const score = spec.score ?? taskScore(task, model);
  expectScore(score, model);
  const watched =
    score === 'head'
      ? variantLabel(model, asked)
      : score === 'effect'
        ? asked && headTrack(model, asked).id
        : undefined;
  const options = {
    ...{ provider, threads, scan, memory, chunk, flank, tolerance, masked },
    ...{ score, track: watched, maxTargets: 1, minEffect: 0 },
  };
  const scored = await scoreAlleles(dataset.rows, options, context, bad);
  const how = masked && score.endsWith('llr') ? `${score}, masked` : score;
  return { scoredBy: watched === undefined ? how : `${how} on ${watched}`, scored };
}

/**
 * The track that regions are scored by: the one named, else the one of the task's role, else the only
 * one. Errors: `track-unknown`, `usage`.
 */
function taskTrack(
  task: EvaluationTask,
  { model }: Pick<LoadedModel, 'model'>,
  name: string | undefined,
): TrackInfo {
  if (name !== undefined) return headTrack({ model }, name);
  const tracks = headTracks(model.manifest);
  const known = tracks.map(({ id }) => id).join(', ');
  const { role } = evaluationTasks[task];
  const ofRole = tracks.filter((track) => role !== undefined && track.role === role);
  // A head that was put on a model is what is asked about, rather than the model's own track.
  const found = ofRole.at(-1) ?? (tracks.length === 1 ? tracks[0] : undefined);
  if (found) return found;
  throw new MegabaseError(
    'usage',
    `Say by --track what ${task} is scored by: ${model.manifest.name} has ${known || 'no tracks'}.`,
  );
}

/**
 * The label of a window head that regions are scored by: the one named, or the only one where the task
 * is of windows; undefined where they are scored by a track. Error: `usage`.
 */
function windowLabel(
  task: EvaluationTask,
  { model }: LoadedModel,
  name: string | undefined,
): string | undefined {
  const outputs = model.heads.flatMap(({ manifest }) => manifest.outputs);
  if (!outputs.some(({ kind }) => kind === 'window')) return undefined;
  const labels = windowLabels(model).map(({ id }) => id);
  if (name !== undefined) return labels.includes(name) ? name : undefined;
  if (headTasks[task].kind !== 'window') return undefined;
  if (labels.length === 1) return labels[0];
  throw new MegabaseError(
    'usage',
    `Choose one of ${labels.length} labels with --track: ${labels.slice(0, 10).join(', ')}` +
      `${labels.length > 10 ? ', ...' : ''}.`,
  );
}

/** Whether a window head gives a label as a probability. */
function isProbability({ model }: LoadedModel, label: string): boolean {
  const outputs = model.heads.flatMap(({ manifest }) => manifest.outputs);
  return outputs.some(
    (output) =>
      output.kind === 'window' &&
      output.activation === 'sigmoid' &&
      output.labels.some(({ id }) => id === label),
  );
}

/** Error: `track-unknown`. */
function headTrack({ model }: Pick<LoadedModel, 'model'>, name: string): TrackInfo {
  const tracks = headTracks(model.manifest);
  const found = tracks.find(({ id }) => id === name);
  if (found) return found;
  const known = tracks.map(({ id }) => id).join(', ') || 'none';
  throw new MegabaseError(
    'track-unknown',
    `The model ${model.manifest.name} has no track "${name}"; it has ${known}.`,
  );
}

/** The label of a variant head: the one named, or the only one. Error: `usage`. */
function variantLabel({ model }: LoadedModel, name: string | undefined): string {
  const labels = variantLabels(model).map(({ id }) => id);
  const found = name === undefined && labels.length === 1 ? labels[0] : name;
  if (found !== undefined && labels.includes(found)) return found;
  throw new MegabaseError(
    'usage',
    labels.length === 0
      ? `The model ${model.manifest.name} has no head that scores variants.`
      : `Choose a label with --track: ${labels.join(', ')}.`,
  );
}

/** Refuses a score that the model has for no variant, before anything is computed. Error: `usage`. */
function expectScore(score: AlleleScore, { model: { manifest } }: LoadedModel): void {
  const isEffect = score === 'effect';
  if (score === 'head' || (isEffect ? headTracks(manifest).length > 0 : hasLikelihood(manifest))) {
    return;
  }
  throw new MegabaseError(
    'usage',
    `The model ${manifest.name} has no ${isEffect ? 'tracks' : 'likelihood'} to score variants by ` +
      `${score}.`,
  );
}

/** A head for variants says it. Without one, what is unlikely is taken for pathogenic, and what changes a track, or else anything, for an eQTL. */
function taskScore(task: EvaluationTask, { model }: LoadedModel): AlleleScore {
  if (variantLabels(model).length > 0) return 'head';
  const likelihood = hasLikelihood(model.manifest);
  if (task === 'vep-clinvar' && likelihood) return 'llr';
  if (headTracks(model.manifest).length > 0) return 'effect';
  return likelihood ? 'abs-llr' : 'effect';
}
