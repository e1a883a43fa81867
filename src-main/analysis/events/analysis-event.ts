import type { PassProgress, Provider, Region } from '../../contract/index.ts';
import type { PassBegun } from '../../engine/index.ts';

/** What is worth saying while an analysis runs, for a terminal or a job to put into words. */
export type AnalysisNote =
  /**
   * A sentence, such as a contig that was matched under another name; `goesOn`: what computes from now on, where it
   * says that a device has failed.
   */
  | { readonly kind: 'text'; readonly text: string; readonly goesOn?: Provider | undefined }
  /** All that is read as one for a region, and whether the cache has what comes of it. */
  | {
      readonly kind: 'context';
      readonly region: Region;
      readonly interval: Region;
      readonly fromCache: boolean;
    }
  /** Computing has begun: on what, and in which chunks. */
  | { readonly kind: 'compute'; readonly begun: PassBegun };

/**
 * What every analysis yields, in order: progress and notes, maybe parts of what it finds as they
 * become final, and in the end its result, once.
 */
export type AnalysisEvent<Result, Partial = never> =
  InterimEvent<Partial> | { readonly kind: 'result'; readonly result: Result };

/** What comes before the result. */
export type InterimEvent<Partial = never> =
  | { readonly kind: 'progress'; readonly progress: PassProgress }
  | { readonly kind: 'note'; readonly note: AnalysisNote }
  | { readonly kind: 'partial'; readonly partial: Partial };

export type Emit<Partial = never> = (event: InterimEvent<Partial>) => void;

/** A note that is a sentence. */
export function textNote(text: string): InterimEvent {
  return { kind: 'note', note: { kind: 'text', text } };
}
