import type { PassProgress, Prediction, Region } from '../../contract/index.ts';
import type { PassBegun } from '../../engine/index.ts';
import type { AnalysisContext, Environment } from '../environment/index.ts';
import { resultOf, type InterimEvent } from '../events/index.ts';
import { predict, type PredictionSpec } from './predict.ts';

// Stands until every caller reads events.
export interface PredictListener {
  onInterval(region: Region, interval: Region, fromCache: boolean): void;
  onBegun(begun: PassBegun): void;
  onProgress(progress: PassProgress): void;
  onNote(note: string): void;
}
export interface PredictTools extends Omit<Environment, 'genome' | 'cachedOnly'> {
  readonly fasta: Environment['genome'];
  readonly keptOnly?: boolean | undefined;
  readonly listener: PredictListener;
  readonly signal?: AbortSignal | undefined;
}
export interface ScoreListener extends Omit<PredictListener, 'onInterval'> {
  onStretch?(interval: Region): void;
}
export interface ScoreTools extends Omit<PredictTools, 'listener'> {
  readonly listener: ScoreListener;
}
function tell(listener: ScoreListener & Partial<PredictListener>, event: InterimEvent): void {
  if (event.kind === 'progress') listener.onProgress(event.progress);
  if (event.kind !== 'note') return;
  const { note } = event;
  if (note.kind === 'text') listener.onNote(note.text);
  if (note.kind === 'compute') listener.onBegun(note.begun);
  if (note.kind !== 'context') return;
  listener.onStretch?.(note.interval);
  listener.onInterval?.(note.region, note.interval, note.fromCache);
}
export function legacyContext(tools: ScoreTools): AnalysisContext {
  const { fasta, keptOnly, listener, signal = new AbortController().signal, ...rest } = tools;
  const emit = (event: InterimEvent) => tell(listener, event);
  return { ...rest, genome: fasta, cachedOnly: keptOnly, emit, signal };
}
export function predictRegion(
  region: Region,
  settings: Omit<PredictionSpec, 'region'>,
  tools: PredictTools,
): Promise<Prediction> {
  const { fasta, keptOnly, listener, signal = new AbortController().signal } = tools;
  const events = predict(
    { ...tools, genome: fasta, cachedOnly: keptOnly },
    { ...settings, region },
    signal,
  );
  return resultOf(events, (event) => tell(listener, event as InterimEvent));
}
export type PredictSettings = Omit<PredictionSpec, 'region' | 'raw'>;
