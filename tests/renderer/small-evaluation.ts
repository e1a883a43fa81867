import type {
  EvaluateRequest,
  EvaluationReport,
  ModelIdentity,
  ProjectEvaluation,
} from '../../src-main/contract/index.ts';
import type { WrittenEvaluation } from '../../src-main/analysis/evaluate/index.ts';
import { calibrate, rankingCurves, scatterOf } from '../../src-main/analysis/metrics/index.ts';
import { Random } from '../support/random.ts';

type Scores = Pick<WrittenEvaluation, 'scores' | 'charts'>;

const random = new Random(17);
const places = Array.from({ length: 400 }, (_, i) => 2000 * i + 1000);

function rowsOf(value: () => { label: number; score: number }): WrittenEvaluation['scores'] {
  return places.map((start, i) => {
    const region = { contig: 'chrT1', start, end: start + 200, strand: '.' as const };
    return { line: i + 1, ...region, ...value() };
  });
}

function chance(): number {
  return random.below(1000) / 1000;
}

/** Classes, 60 of 400 positive, scored by probabilities that mostly tell them. */
const classes = rowsOf(() => {
  const label = Number(random.below(100) < 15);
  return { label, score: label ? 1 - chance() ** 2 : chance() ** 3 };
});

/** Values, scored within some error. */
const values = rowsOf(() => {
  const label = 8 * chance();
  return { label, score: label + 2 * (chance() - 0.5) };
});

/** The rows and charts of an evaluation of `task`. */
export function smallScores(task: EvaluateRequest['task']): Scores {
  const scores = task === 'cage' ? values : classes;
  const [said, known] = [scores.map(({ score }) => score), scores.map(({ label }) => label)];
  if (task === 'cage') return { scores, charts: { scatter: scatterOf(said, known) } };
  const positive = known.map((label) => label === 1);
  const calibration = calibrate(said, positive);
  return { scores, charts: { curves: rankingCurves(said, positive), calibration } };
}

export function smallReport(task: EvaluateRequest['task']): EvaluationReport {
  const { charts, scores } = smallScores(task);
  const interval = { low: 0.9, high: 0.99 };
  // Alleles of one line are rows of their own.
  const bad = { line: 401, reason: 'There is no contig "chrX".' };
  const skipped = { count: 2, first: [bad, bad] };
  const all = { rows: scores.length };
  const metrics =
    task === 'cage'
      ? { r2: { value: 0.942, ...interval }, pearson: { value: 0.971, ...interval } }
      : { auroc: { value: 0.957, ...interval }, auprc: { value: 0.8, low: NaN, high: NaN } };
  const positive = charts.curves && { positive: charts.curves.positives };
  return {
    ...{ title: 'Enhancers', metric: task === 'cage' ? 'r2' : 'auroc', charts, skipped },
    ...{ scoredBy: 'track promoter, max', measured: [{ ...all, ...positive, metrics }] },
  };
}

export function smallEvaluation(
  { task, labels, track, pool }: EvaluateRequest,
  model: ModelIdentity,
): ProjectEvaluation {
  return {
    ...{ id: task, choices: { task, track, pool }, labels: labels.split('/').at(-1)!, model },
    ...{ createdAt: new Date().toISOString(), lost: false },
  };
}
