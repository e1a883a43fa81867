import {
  defined,
  type FitKind,
  type LearningPoint,
  type Measure,
  type TrackReport,
} from '../../contract/index.ts';
import {
  aurocOf,
  averagePrecisionOf,
  bootstrapInterval,
  calibrate,
  mapThresholds,
  pearsonOf,
  r2Of,
  rankingCurves,
  scatterOf,
  type Statistic,
} from '../metrics/index.ts';
import { fitLinear } from './fit-linear.ts';
import { applyMap, type LinearMap } from './linear-map.ts';
import { knownRows, type ProbeRows } from './probe-rows.ts';
import { folds, someBlocks, type Split } from './split-rows.ts';

/** Strengths of regularisation that are tried. */
const strengths = [1, 0.1, 0.01, 1e-3, 1e-4, 1e-5];
/** Parts of the training bins, each of which tells once how a strength does on it. */
const foldCount = 3;
/** Shares of the training bins, before all of them, at which the learning curve is taken. */
const shares = [0.1, 0.25, 0.5];

/** Rows that a bootstrap visits at most, in all its draws: with many rows fewer draws tell as much. */
const mostVisits = 1e8;

/** Fits that one track takes. */
export const fitsPerTrack = strengths.length * foldCount + shares.length + 1;

/** One track of a probe. */
export interface FittedTrack {
  readonly map: LinearMap;
  readonly report: TrackReport;
}

export interface TrackTask {
  readonly kind: FitKind;
  readonly rows: ProbeRows;
  readonly split: Split;
  /** Index of the track among the targets. */
  readonly track: number;
  readonly id: string;
  readonly label: string;
  /** Called after each of `fitsPerTrack` fits. */
  readonly onFit: () => void;
  readonly signal?: AbortSignal | undefined;
}

/**
 * Fits one track: the strength is chosen within the training bins, and the fit to all of them is
 * measured on those held out. The map that is given back is the one that was measured.
 */
export async function fitTrack(task: TrackTask): Promise<FittedTrack> {
  const { kind, rows, split, track, id, label, signal, onFit } = task;
  const targets = defined(rows.targets[track]);
  const training = knownRows(split.training, targets);
  const heldOut = knownRows(split.heldOut, targets);
  const { features } = rows;
  const fit: Fit = async (some, tried) => {
    if (canFit(targets, some)) {
      const asked = { kind, features, rows: some, targets, strengths: tried, onFit, signal };
      return fitLinear(asked);
    }
    tried.forEach(onFit);
    return undefined;
  };

  const strength = await chooseStrength(task, training, fit);
  const main = kind === 'classes' ? 'auroc' : 'r2';
  const learningCurve: LearningPoint[] = [];
  for (const share of shares) {
    const some = someBlocks(rows, training, share);
    const [fitted] = (await fit(some, [strength])) ?? [];
    const none = { value: null, low: null, high: null };
    const measured = fitted ? await measure(task, fitted, heldOut, [main]) : { [main]: none };
    learningCurve.push({ share, bins: some.length, ...defined(measured[main]) });
  }
  const [map] = (await fit(training, [strength])) as [LinearMap];
  const metrics = await measure(task, map, heldOut);
  learningCurve.push({ share: 1, bins: training.length, ...defined(metrics[main]) });
  return {
    map,
    report: {
      id,
      label,
      training: counted(kind, targets, training),
      heldOut: counted(kind, targets, heldOut),
      regularisation: strength,
      metrics,
      learningCurve,
      ...picturesOf(task, map, heldOut),
    },
  };
}

/** What the charts of a track show, on the held-out rows. */
function picturesOf(
  { kind, rows, track }: TrackTask,
  map: LinearMap,
  heldOut: Int32Array,
): Pick<TrackReport, 'calibration' | 'curves' | 'scatter'> {
  const targets = defined(rows.targets[track]);
  const values = applyMap(map, rows.features, heldOut);
  if (kind === 'values') {
    return {
      scatter: scatterOf(
        values,
        Float64Array.from(heldOut, (row) => targets[row]!),
      ),
    };
  }
  const positive = positivesOf(targets, heldOut);
  return {
    calibration: calibrate(values.map(sigmoid), positive),
    // Of logits, for probabilities near 1 are the same number; thresholds are told as probabilities.
    curves: mapThresholds(rankingCurves(values, positive), sigmoid),
  };
}

/** Whether some rows are enough to fit to: both classes must be there, or values that vary. */
export function canFit(targets: Float32Array, rows: Int32Array): boolean {
  const known = knownRows(rows, targets);
  const first = defined(targets[known[0] ?? 0]);
  return known.some((row) => targets[row] !== first);
}

/** Maps for some strengths; undefined where the rows are not enough. */
type Fit = (rows: Int32Array, strengths: readonly number[]) => Promise<LinearMap[] | undefined>;

/** The strength with the smallest mean loss on parts of the training rows that it did not see. */
async function chooseStrength(
  { kind, rows, track }: TrackTask,
  training: Int32Array,
  fit: Fit,
): Promise<number> {
  const targets = defined(rows.targets[track]);
  const parts = folds(rows, training, foldCount);
  const losses = strengths.map(() => 0);
  for (const part of parts) {
    const left = new Set(part);
    const others = training.filter((row) => !left.has(row));
    const maps = await fit(others, strengths);
    for (const [i, map] of (maps ?? []).entries()) {
      const values = applyMap(map, rows.features, part);
      const loss = values.reduce(
        (sum, value, k) => sum + lossOf(kind, value, targets[part[k]!]!),
        0,
      );
      losses[i] = defined(losses[i]) + loss;
    }
  }
  return defined(strengths[losses.indexOf(Math.min(...losses))]);
}

/** Minus ln P of the label, or the squared error. */
function lossOf(kind: FitKind, value: number, target: number): number {
  if (kind === 'values') return (value - target) ** 2;
  const margin = target > 0 ? value : -value;
  return Math.max(-margin, 0) + Math.log1p(Math.exp(-Math.abs(margin)));
}

function statisticsOf(
  { kind, rows, track }: TrackTask,
  map: LinearMap,
  heldOut: Int32Array,
): Record<string, Statistic> {
  const targets = defined(rows.targets[track]);
  const values = applyMap(map, rows.features, heldOut);
  if (kind === 'classes') {
    const positive = positivesOf(targets, heldOut);
    return { auroc: aurocOf(values, positive), auprc: averagePrecisionOf(values, positive) };
  }
  const truth = Float64Array.from(heldOut, (row) => targets[row]!);
  return { r2: r2Of(values, truth), pearson: pearsonOf(values, truth) };
}

async function measure(
  task: TrackTask,
  map: LinearMap,
  heldOut: Int32Array,
  only?: readonly string[],
): Promise<Record<string, Measure>> {
  const times = Math.round(Math.min(1000, Math.max(200, mostVisits / heldOut.length)));
  const groups = renumber(heldOut.map((row) => task.rows.block[row]!));
  const statistics = Object.entries(statisticsOf(task, map, heldOut));
  const wanted = statistics.filter(([name]) => only === undefined || only.includes(name));
  const measures: Record<string, Measure> = {};
  for (const [name, statistic] of wanted) {
    const drawn = { groups, times, signal: task.signal };
    const interval = await bootstrapInterval(statistic, heldOut.length, drawn);
    measures[name] = { value: statistic(), ...interval };
  }
  return measures;
}

/** Group numbers from 0 on, without gaps. */
function renumber(groups: Int32Array): Int32Array {
  const numbers = new Map<number, number>();
  return groups.map((group) => {
    const number = numbers.get(group) ?? numbers.size;
    numbers.set(group, number);
    return number;
  });
}

function counted(kind: FitKind, targets: Float32Array, rows: Int32Array): TrackReport['training'] {
  if (kind === 'values') return { bins: rows.length };
  return { bins: rows.length, positive: positivesOf(targets, rows).filter(Boolean).length };
}

function positivesOf(targets: Float32Array, rows: Int32Array): boolean[] {
  return Array.from(rows, (row) => targets[row]! > 0);
}

function sigmoid(value: number): number {
  return 1 / (1 + Math.exp(-value));
}
