import type { ShownError, WorkbenchEvent } from '../contract/index.ts';

/** From the window to the workbench. */
export type ClientMessage = MethodCall | Cancel;

export interface MethodCall {
  readonly kind: 'call';
  /** Chosen by the caller, repeated in the answer. */
  readonly id: number;
  readonly method: string;
  /** The method's one value; absent for a method that takes none. */
  readonly request?: unknown;
}

/** Ends a call that was not answered yet; its answer is the error `cancelled`. */
interface Cancel {
  readonly kind: 'cancel';
  /** That of the call. */
  readonly id: number;
}

/** From the workbench to the window. */
export type ServerMessage =
  | { readonly kind: 'result'; readonly id: number; readonly result?: unknown }
  /** Without an id: the message could not be read far enough to find one. */
  | { readonly kind: 'error'; readonly id?: number | undefined; readonly error: ShownError }
  | { readonly kind: 'event'; readonly event: WorkbenchEvent };

/** What the workbench tells by itself. */
export interface WorkbenchEvents {
  subscribe(listener: (event: WorkbenchEvent) => void): () => void;
}

/**
 * Bytes of a message to the workbench. A page asks for little: files do not go by message, and
 * answers are not limited.
 */
export const maxRequestBytes = 4 * 2 ** 20;
