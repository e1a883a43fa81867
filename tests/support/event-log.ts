import type { PassProgress } from '../../src-main/contract/index.ts';
import type { InterimEvent } from '../../src-main/analysis/events/index.ts';

/** What an analysis emits on its way, by kind. */
export class EventLog {
  readonly notes: string[] = [];
  /** Of each context that was noted, whether it came from the cache. */
  readonly fromCache: boolean[] = [];
  /** Passes that began. */
  begun = 0;
  /** May be set by a test that acts on what it sees. */
  onBegun?: () => void;
  onProgress?: (progress: PassProgress) => void;

  readonly onEvent = (event: InterimEvent<unknown>): void => {
    if (event.kind === 'progress') this.onProgress?.(event.progress);
    if (event.kind !== 'note') return;
    const { note } = event;
    if (note.kind === 'text') this.notes.push(note.text);
    if (note.kind === 'context') this.fromCache.push(note.fromCache);
    if (note.kind !== 'compute') return;
    this.begun += 1;
    this.onBegun?.();
  };
}

/** A signal that nobody aborts. */
export const unstopped = new AbortController().signal;
