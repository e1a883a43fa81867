import {
  workbenchMethods,
  type ShownError,
  type WorkbenchEvent,
  type WorkbenchWith,
  defined,
} from '../contract/index.ts';
import { decodeMessage, encodeMessage } from './message.ts';
import { maxRequestBytes, type ClientMessage, type ServerMessage } from './protocol.ts';
import { reportToHost } from './report.ts';
import type { Wire } from './wire.ts';
import { tooLarge, wireErrors, WorkbenchError } from './workbench-error.ts';

interface CallOptions {
  /** Ends the call, here and in the workbench: it rejects with the error `cancelled`. */
  readonly signal?: AbortSignal | undefined;
}

export type WorkbenchClient = WorkbenchWith<CallOptions> & {
  onEvent(listener: (event: WorkbenchEvent) => void): () => void;
};

/**
 * The workbench at the other end of the wire. Its methods reject with a `WorkbenchError`. What a
 * listener throws goes to `report`, and neither ends the others nor its own subscription.
 */
export function connectWorkbench(
  wire: Wire,
  report: (error: unknown) => void = reportToHost,
): WorkbenchClient {
  const calls = new PendingCalls(wire);
  const listeners = new Set<(event: WorkbenchEvent) => void>();
  const emit = (event: WorkbenchEvent) => {
    for (const listener of listeners) {
      try {
        listener(event);
      } catch (error) {
        report(error);
      }
    }
  };
  wire.onMessage((bytes) => {
    const message = readMessage(bytes);
    if (message?.kind === 'event') emit(message.event);
    else calls.settle(message);
  });
  const methods = workbenchMethods.map((method) => [
    method,
    (request?: unknown, options?: CallOptions) => calls.call(method, request, options),
  ]);
  return {
    ...(Object.fromEntries(methods) as WorkbenchWith<CallOptions>),
    onEvent: (listener) => {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
  };
}

/** Undefined for what cannot be read. */
function readMessage(bytes: Uint8Array): ServerMessage | undefined {
  try {
    const message = decodeMessage(bytes) as ServerMessage;
    return ['result', 'error', 'event'].includes(message.kind) ? message : undefined;
  } catch {
    return undefined;
  }
}

interface PendingCall {
  readonly resolve: (result: unknown) => void;
  readonly reject: (error: WorkbenchError) => void;
}

/** Calls that wait for their answer. Each ends: by its answer, its signal, or when the wire does. */
class PendingCalls {
  readonly #wire: Wire;
  readonly #pending = new Map<number, PendingCall>();
  #closed: ShownError | undefined;
  /** A page that was reloaded must not take the answers meant for the one before it. */
  #nextId = Math.floor(Math.random() * 2 ** 48);

  constructor(wire: Wire) {
    this.#wire = wire;
    wire.onClose((reason) => {
      const { closed } = wireErrors;
      this.#closed = reason ? { ...closed, message: `${closed.message} ${reason}` } : closed;
      this.#rejectAll(this.#closed);
    });
  }

  async call(method: string, request: unknown, { signal }: CallOptions = {}): Promise<unknown> {
    if (this.#closed) throw new WorkbenchError(this.#closed);
    if (signal?.aborted) throw new WorkbenchError(wireErrors.cancelled);
    const id = this.#nextId++;
    const bytes = encodeMessage({ kind: 'call', id, method, request } satisfies ClientMessage);
    if (bytes.length > maxRequestBytes) {
      throw new WorkbenchError(tooLarge(bytes.length, maxRequestBytes));
    }
    const answer = Promise.withResolvers<unknown>();
    const cancel = () => {
      this.#wire.send(encodeMessage({ kind: 'cancel', id } satisfies ClientMessage));
      answer.reject(new WorkbenchError(wireErrors.cancelled));
    };
    this.#pending.set(id, answer);
    signal?.addEventListener('abort', cancel, { once: true });
    try {
      this.#wire.send(bytes);
      return await answer.promise;
    } finally {
      this.#pending.delete(id);
      signal?.removeEventListener('abort', cancel);
    }
  }

  settle(message: Exclude<ServerMessage, { kind: 'event' }> | undefined): void {
    // It may have been the answer to any of them: better all fail than one waits for ever.
    if (message === undefined) return this.#rejectAll(wireErrors.unreadable);
    if (message.id === undefined && message.kind === 'error') {
      return this.#rejectAll(message.error);
    }
    const call = this.#pending.get(defined(message.id));
    if (message.kind === 'result') call?.resolve(message.result);
    else call?.reject(new WorkbenchError(message.error));
  }

  #rejectAll(error: ShownError): void {
    this.#pending.forEach(({ reject }) => reject(new WorkbenchError(error)));
  }
}
