import { MegabaseError, type Region, type TrackInfo } from '../../contract/index.ts';
import {
  headTasks,
  type HeadMetric,
  type HeadTaskId,
  hasLikelihood,
  headTracks,
} from '../../model/index.ts';
import type { LoadedModel } from '../../library/index.ts';

import { placeLabels } from '../score/index.ts';
import type {
  PredictListener,
  PredictSettings,
  PredictTools,
  ScoreListener,
} from '../predict/index.ts';
import { variantLabels } from '../variants/index.ts';
import type { BadRow, Dataset, LabelledRow } from './dataset.ts';
import { measureRows, type Measured } from './measure-rows.ts';
import { readDataset } from './read-dataset.ts';
import { scoreAlleles, type AlleleScore } from './score-alleles.ts';
import { scoreWindows } from './score-windows.ts';
import { scoreRegions, type RegionPool, type ScoredRow } from './score-regions.ts';

/** What is evaluated. */
export interface EvaluateRequest {
  readonly task: HeadTaskId;
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
}

/** How a model does on labelled data. */
export interface Evaluation {
  readonly task: HeadTaskId;
  readonly title: string;
  /** The measure that the task is known by. */
  readonly metric: HeadMetric;
  readonly data: string;
  /** What the scores are: `track enhancer, max`, `llr`. */
  readonly scoredBy: string;
  /** All rows, then by distance where the data have it. */
  readonly measured: readonly Measured[];
  readonly bad: readonly BadRow[];
  readonly scored: readonly ScoredRow<LabelledRow>[];
}

export interface EvaluateTools extends Omit<PredictTools, 'listener'> {
  /** Tells of passes over these regions. */
  listener(regions: readonly Region[]): PredictListener;
  /** Tells of variants. */
  readonly scoreListener: ScoreListener;
}

/**
 * Scores labelled regions or variants and holds the scores themselves, never a threshold, against the
 * labels. What cannot be read or scored is told, and stops nothing.
 *
 * Errors: `labels-format`, `track-unknown`, `usage`; those of reading and of the pass.
 */
export async function evaluateModel(
  request: EvaluateRequest,
  settings: PredictSettings,
  tools: EvaluateTools,
): Promise<Evaluation> {
  const { task } = request;
  const { title, metric, kind } = headTasks[task];
  const dataset = await readDataset(request.data, request.info);
  if ((kind === 'variant') !== (dataset.kind === 'variants')) {
    const wanted = kind === 'variant' ? 'variants' : 'regions';
    throw new MegabaseError(
      'labels-format',
      `${request.data} holds ${dataset.kind}; ${task} is about ${wanted}.`,
    );
  }
  expectLabels(dataset, request.data);
  const bad = [...dataset.bad];
  const { scoredBy, scored } = await scoreRows(dataset, request, settings, tools, bad);
  if (scored.length === 0) {
    const [first] = bad;
    throw new MegabaseError(
      'labels-format',
      `No row of ${request.data} could be scored. Line ${first!.line}: ${first!.reason}`,
    );
  }
  bad.sort((a, b) => a.line - b.line);
  const about = { task, title, metric, data: dataset.name };
  return { ...about, scoredBy, measured: measureRows(scored), bad, scored };
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
  { task, track: asked, pool, score: askedScore, masked, tolerance }: EvaluateRequest,
  settings: PredictSettings,
  tools: EvaluateTools,
  bad: BadRow[],
): Promise<{ scoredBy: string; scored: ScoredRow<LabelledRow>[] }> {
  if (dataset.kind === 'regions') {
    const label = windowLabel(task, tools.model, asked);
    if (label !== undefined) {
      const { scoreListener: listener, ...rest } = tools;
      const { provider, threads, scan, memory } = settings;
      const how = { provider, threads, scan, memory, label };
      const scored = await scoreWindows(dataset.rows, how, { ...rest, listener }, bad);
      return { scoredBy: label, scored };
    }
    const track = taskTrack(task, tools.model, asked);
    const scored = await scoreRegions(
      dataset.rows,
      { ...settings, track: track.id, pool },
      tools,
      bad,
    );
    return { scoredBy: `track ${track.id}, ${pool}`, scored };
  }
  const score = askedScore ?? taskScore(task, tools.model);
  expectScore(score, tools.model);
  const watched =
    score === 'head'
      ? variantLabel(tools.model, asked)
      : score === 'effect'
        ? asked && headTrack(tools.model, asked).id
        : undefined;
  const limits = { maxTargets: 1, minEffect: 0 };
  const options = { ...settings, score, track: watched, masked, tolerance, ...limits };
  const { scoreListener, ...rest } = tools;
  const scored = await scoreAlleles(
    dataset.rows,
    options,
    { ...rest, listener: scoreListener },
    bad,
  );
  const how = masked && score.endsWith('llr') ? `${score}, masked` : score;
  return { scoredBy: watched === undefined ? how : `${how} on ${watched}`, scored };
}

/** Roles of tracks that tell what a task asks for. */
const taskRoles: Partial<Record<HeadTaskId, TrackInfo['role']>> = {
  promoters: 'promoter',
  enhancers: 'enhancer',
  cage: 'expression',
  'bulk-rna': 'expression',
};

/**
 * The track that regions are scored by: the one named, else the one of the task's role, else the only
 * one. Errors: `track-unknown`, `usage`.
 */
function taskTrack(
  task: HeadTaskId,
  { model }: Pick<LoadedModel, 'model'>,
  name: string | undefined,
): TrackInfo {
  if (name !== undefined) return headTrack({ model }, name);
  const tracks = headTracks(model.manifest);
  const known = tracks.map(({ id }) => id).join(', ');
  const role = taskRoles[task];
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
  task: HeadTaskId,
  { model }: LoadedModel,
  name: string | undefined,
): string | undefined {
  const outputs = model.heads.flatMap(({ manifest }) => manifest.outputs);
  if (!outputs.some(({ kind }) => kind === 'window')) return undefined;
  const labels = placeLabels(model).map(({ id }) => id);
  if (name !== undefined) return labels.includes(name) ? name : undefined;
  if (headTasks[task].kind !== 'window') return undefined;
  if (labels.length === 1) return labels[0];
  throw new MegabaseError(
    'usage',
    `Say by --track which of ${labels.length} labels is meant: ${labels.slice(0, 10).join(', ')}` +
      `${labels.length > 10 ? ', ...' : ''}.`,
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
      : `Say by --track which label is meant: ${labels.join(', ')}.`,
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
function taskScore(task: HeadTaskId, { model }: LoadedModel): AlleleScore {
  if (variantLabels(model).length > 0) return 'head';
  const likelihood = hasLikelihood(model.manifest);
  if (task === 'vep-clinvar' && likelihood) return 'llr';
  if (headTracks(model.manifest).length > 0) return 'effect';
  return likelihood ? 'abs-llr' : 'effect';
}
