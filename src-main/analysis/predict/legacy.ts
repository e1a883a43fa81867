import type { PassProgress, Prediction, Region } from '../../contract/index.ts';
import type { PassBegun } from '../../engine/index.ts';
import type { Environment } from '../environment/index.ts';
import { resultOf } from '../events/index.ts';
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
  return resultOf(events, (event) => {
    if (event.kind === 'progress') listener.onProgress(event.progress);
    if (event.kind !== 'note') return;
    const { note } = event;
    if (note.kind === 'text') listener.onNote(note.text);
    if (note.kind === 'compute') listener.onBegun(note.begun);
    if (note.kind === 'context') listener.onInterval(note.region, note.interval, note.fromCache);
  });
}
export type PredictSettings = Omit<PredictionSpec, 'region' | 'raw'>;
