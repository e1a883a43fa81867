import type { RankingCurves, Scatter } from './curves.ts';
import type { Calibration, Measure } from './probes.ts';
import type { ProviderChoice } from '../computing/index.ts';
import type { Region } from '../genome/index.ts';
import type { ModelIdentity, TrackRole } from '../runs/index.ts';

/** What labels are of. */
interface LabelTask {
  readonly title: string;
  readonly of: 'regions' | 'variants';
  /** Of tracks that tell what it asks for. */
  readonly role?: TrackRole | undefined;
}

const tasks = {
  'bulk-rna': { title: 'Bulk RNA expression', of: 'regions', role: 'expression' },
  'vep-eqtl': { title: 'Variant effect: causal eQTL', of: 'variants' },
  'vep-clinvar': { title: 'Variant effect: pathogenic in ClinVar', of: 'variants' },
  'histone-marks': { title: 'Histone marks', of: 'regions' },
  'dna-accessibility': { title: 'DNA accessibility', of: 'regions' },
  promoters: { title: 'Promoters', of: 'regions', role: 'promoter' },
  enhancers: { title: 'Enhancers', of: 'regions', role: 'enhancer' },
  cage: { title: 'CAGE', of: 'regions', role: 'expression' },
} as const satisfies Readonly<Record<string, LabelTask>>;

/** What labels may be of: the tasks of the Genomics Long-Range Benchmark. */
export const evaluationTasks: Readonly<Record<EvaluationTask, LabelTask>> = tasks;
export type EvaluationTask = keyof typeof tasks;
export const evaluationTaskIds = Object.keys(tasks) as EvaluationTask[];

/** How a region's bins make its score. */
export const regionPools = ['mean', 'max'] as const;
export type RegionPool = (typeof regionPools)[number];

/**
 * What of a variant's scores is held against its label. `llr`: minus ln P(alt)/P(ref), so that what
 * the model takes for unlikely is high. `abs-llr`: its size. `effect`: the largest change of a track,
 * at the variant or at a target far from it; of a track that is named the change at the variant. `head`:
 * what a variant head says.
 */
export const alleleScores = ['llr', 'abs-llr', 'effect', 'head'] as const;
export type AlleleScore = (typeof alleleScores)[number];

/** How labelled regions or variants are to be scored; by the task where a field is absent. */
interface EvaluationChoices {
  readonly task: EvaluationTask;
  /** Key of a VCF's labels in INFO; `LABEL` where absent. */
  readonly info?: string | undefined;
  /** Track, or label of a head, that is scored by. */
  readonly track?: string | undefined;
  /** Of regions; `max` where absent. */
  readonly pool?: RegionPool | undefined;
  /** Of variants. */
  readonly score?: AlleleScore | undefined;
  /** Log ratios with the variant's bases masked. */
  readonly masked?: boolean | undefined;
  /** bp read on each side. */
  readonly flank?: number | undefined;
}

/** Labels that a model's scores are to be held against, over a project's genome. */
export interface EvaluateRequest extends EvaluationChoices {
  readonly project: string;
  /** Model id. */
  readonly model: string;
  /** File of labelled data, absolute: BED, TSV or VCF. */
  readonly labels: string;
  readonly provider: ProviderChoice;
}

/** How well scores tell labels, of all rows or of those at some distance from a gene's start. */
export interface Measured {
  /** bp; absent for all rows. */
  readonly distance?: { readonly from: number; readonly to?: number };
  readonly rows: number;
  /** Of classes. */
  readonly positive?: number;
  /** `auroc` and `auprc` of classes, `r2` and `pearson` of values. */
  readonly metrics: Readonly<Record<string, Measure>>;
}

/** What the charts of an evaluation show. */
export interface EvaluationCharts {
  /** Of classes. */
  readonly curves?: RankingCurves;
  /** Of classes scored by probabilities. */
  readonly calibration?: Calibration;
  /** Of values. */
  readonly scatter?: Scatter;
}

/** A row that is left out, and why. */
export interface BadRow {
  /** Of the file, 1-based. */
  readonly line: number;
  readonly reason: string;
}

/** An evaluation as it belongs to a project; charts come with `evaluation`. */
export interface ProjectEvaluation {
  readonly id: string;
  readonly choices: EvaluationChoices;
  /** Name of the file of labels. */
  readonly labels: string;
  readonly model: ModelIdentity;
  /** ISO 8601, UTC. */
  readonly createdAt: string;
  /** True where its numbers are gone from the cache. */
  readonly lost: boolean;
}

/** How a model does on labelled data, without the rows. */
export interface EvaluationReport {
  readonly title: string;
  /** The measure that the task is known by. */
  readonly metric: string;
  /** What the scores are: `track enhancer, max`, `llr`. */
  readonly scoredBy: string;
  /** All rows, then by distance where the data have it. */
  readonly measured: readonly Measured[];
  /** What its charts show, of all rows. */
  readonly charts: EvaluationCharts;
  /** Rows that were left out: how many, and the first of them. */
  readonly skipped: { readonly count: number; readonly first: readonly BadRow[] };
}

/** Which rows of an evaluation are looked at: those wrong at a threshold, or near a place in a chart. */
export type EvaluationPlace =
  | { readonly kind: 'threshold'; readonly threshold: number }
  | { readonly kind: 'point'; readonly predicted: number; readonly observed: number }
  /** Scores from `from` to below `to`; to `to` itself where that is 1. */
  | { readonly kind: 'scores'; readonly from: number; readonly to: number };

export interface EvaluationRowsRequest {
  readonly project: string;
  readonly evaluation: string;
  /** Those furthest from their labels where absent. */
  readonly at?: EvaluationPlace | undefined;
  /** Rows of a group at most. */
  readonly count: number;
}

/** A row of labelled data with its score. */
export interface EvaluatedRow {
  /** Of the file, 1-based. */
  readonly line: number;
  readonly region: Region;
  /** Of a variant: `A>C`. */
  readonly change?: string | undefined;
  readonly label: number;
  readonly score: number;
}

/** Rows that are alike: those of high score first that have the label 0, and so on. */
export interface EvaluatedGroup {
  readonly kind: 'false-positives' | 'false-negatives' | 'furthest' | 'nearest' | 'within';
  /** How many there are of them. */
  readonly total: number;
  readonly rows: readonly EvaluatedRow[];
}
