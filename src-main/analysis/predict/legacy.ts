import type { PassProgress, Prediction, Region } from '../../contract/index.ts';
import type { PassBegun } from '../../engine/index.ts';
import type { AnalysisContext, Environment } from '../environment/index.ts';
import { resultOf, textNote } from '../events/index.ts';
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

/** A context as those take it that do not emit events yet. */
export function legacyTools(context: AnalysisContext) {
  const { genome, cachedOnly, emit } = context;
  let stretch: Region | undefined;
  const listener = {
    onStretch: (interval: Region) => void (stretch = interval),
    onBegun: (begun: PassBegun) => {
      if (stretch) {
        const note = { kind: 'context', region: stretch, interval: stretch } as const;
        emit({ kind: 'note', note: { ...note, fromCache: false } });
      }
      stretch = undefined;
      emit({ kind: 'note', note: { kind: 'compute', begun } });
    },
    onProgress: (progress: PassProgress) => emit({ kind: 'progress', progress }),
    onNote: (note: string) => emit(textNote(note)),
  };
  return { ...context, fasta: genome, keptOnly: cachedOnly, listener };
}
