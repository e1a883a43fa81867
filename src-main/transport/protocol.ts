import type { ShownError, WorkbenchEvent } from '../contract/index.ts';

/** From the window to the workbench. */
export interface Call {
  readonly kind: 'call';
  /** Chosen by the caller, repeated in the answer. */
  readonly id: number;
  readonly method: string;
  /** The method's one value; absent for a method that takes none. */
  readonly request?: unknown;
}

/** From the workbench to the window. */
export type Reply =
  | { readonly kind: 'result'; readonly id: number; readonly result?: unknown }
  /** Without an id: the message could not be read far enough to find one. */
  | { readonly kind: 'error'; readonly id?: number | undefined; readonly error: ShownError }
  | { readonly kind: 'event'; readonly event: WorkbenchEvent };

/** Whoever listens to the workbench. */
export interface EventSource {
  subscribe(listener: (event: WorkbenchEvent) => void): () => void;
}
