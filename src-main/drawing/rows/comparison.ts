import {
  comparisonId,
  formatRegion,
  type ComparedSignal,
  type Comparison,
  type TrackInfo,
} from '../../contract/index.ts';
import { signalColor } from '../colors.ts';
import type { AreaContent } from './area-content.ts';
import { isFile, type PredictionSource, type PredictionSpec } from './prediction-bins.ts';
import { colorOf } from './prediction-values.ts';
import { settingsOf, type Group } from './row-group.ts';
import { predictionRow, type PredictionRow, type Row } from './row.ts';
import { modelName, sourceOf } from './run-sources.ts';
import { trackInfo } from './track-info.ts';

/** One of two that are compared. */
interface Signal {
  /** What it is: a track, or a file. */
  readonly label: string;
  /** Of a prediction. */
  readonly model?: string | undefined;
  /** What was read, of a run that was chosen. */
  readonly region?: string | undefined;
  readonly info: TrackInfo;
  readonly sources: readonly PredictionSource[];
}

/** Whether a row can be one of two that are compared. */
export function isComparable(row: Row): boolean {
  if (row.kind === 'file') return row.track.kind === 'signal';
  return row.kind === 'prediction' && row.spec.layers.length === 1;
}

/** Rows made of two others, as far as both are there. */
export function comparedRows(content: AreaContent, rows: readonly Row[]): Group[] {
  const { comparisons = [] } = content.project.layout;
  const made = comparisons.flatMap((one) => comparedRow(one, content, rows) ?? []);
  const heading = { name: 'Compared', reads: [], live: false };
  return made.length === 0 ? [] : [{ id: 'compared', rows: made, heading }];
}

function comparedRow(
  comparison: Comparison,
  content: AreaContent,
  rows: readonly Row[],
): PredictionRow | undefined {
  const { kind } = comparison;
  const first = signalOf(comparison.first, content, rows);
  const second = signalOf(comparison.second, content, rows);
  if (!first || !second) return undefined;
  const id = comparisonId(comparison);
  const names = namesOf(first, second);
  const spec: PredictionSpec = {
    ...{ id, group: 'compared', compared: kind, settings: settingsOf(content.project.layout, id) },
    info: {
      ...{ id, label: titleOf(names, kind), unit: unitOf(first.info, second.info) },
      ...{ color: first.info.color, bin: Math.max(first.info.bin, second.info.bin) },
    },
    layers: [first.sources, second.sources],
    signals: [
      { name: names[0], color: first.info.color },
      { name: names[1], color: second.info.color },
    ],
  };
  return predictionRow(spec, spec.info.label);
}

function signalOf(
  signal: ComparedSignal,
  { project, models }: AreaContent,
  rows: readonly Row[],
): Signal | undefined {
  if ('run' in signal) {
    const made = project.runs.find(({ id }) => id === signal.run);
    if (!made?.tracks.includes(signal.track)) return undefined;
    const info = trackInfo(made.run.model, signal.track, models);
    const [model, region] = [modelName(made.run.model), formatRegion(made.run.interval)];
    const sources = [{ ...sourceOf(made), track: info.id }];
    return { label: info.label, model, region, info, sources };
  }
  const row = rows.find(({ id }) => id === signal.row);
  if (!row || !isComparable(row)) return undefined;
  if (row.kind === 'file') {
    const { track, name, settings } = row;
    const info = {
      id: row.id,
      label: name,
      unit: '',
      color: settings.color ?? signalColor,
      bin: 1,
    };
    return { label: name, info, sources: [{ file: track }] };
  }
  if (row.kind !== 'prediction') return undefined;
  const { spec, name } = row;
  const sources = (spec.layers[0] ?? []).map((source) =>
    isFile(source) ? source : { ...source, track: spec.info.id },
  );
  const [one] = sources;
  const model = one && !isFile(one) ? one.model : undefined;
  return { label: name, model, info: { ...spec.info, color: colorOf(spec) }, sources };
}

/** Both by what they differ in, and by what they are. */
function namesOf(first: Signal, second: Signal): readonly [string, string] {
  const differ = (part: 'model' | 'region') =>
    first[part] !== undefined && second[part] !== undefined && first[part] !== second[part];
  const parts = (signal: Signal) => [
    signal.label,
    ...(['model', 'region'] as const).flatMap((part) => (differ(part) ? (signal[part] ?? []) : [])),
  ];
  return [parts(first).join(', '), parts(second).join(', ')];
}

function titleOf([first, second]: readonly [string, string], kind: Comparison['kind']): string {
  if (kind === 'lines') return `${first} and ${second}`;
  return kind === 'difference' ? `${second} minus ${first}` : `log2 of ${second} over ${first}`;
}

/** In what both are told. */
function unitOf(first: TrackInfo, second: TrackInfo): string {
  return first.unit === second.unit ? first.unit : 'unlike units';
}
