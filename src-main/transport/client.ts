import { workbenchMethods, type Workbench, type WorkbenchEvent } from '../contract/index.ts';
import { decodeMessage, encodeMessage } from './message.ts';
import type { Call, Reply } from './protocol.ts';
import type { Wire } from './wire.ts';
import { WorkbenchError, wireFaults } from './workbench-error.ts';

export type WorkbenchClient = Workbench & {
  onEvent(listener: (event: WorkbenchEvent) => void): () => void;
};

/** The workbench at the other end of the wire. Its methods reject with a `WorkbenchError`. */
export function connectWorkbench(wire: Wire): WorkbenchClient {
  const calls = new OpenCalls(wire);
  const listeners = new Set<(event: WorkbenchEvent) => void>();
  wire.onMessage((bytes) => {
    const reply = readReply(bytes);
    if (reply?.kind === 'event') listeners.forEach((listener) => listener(reply.event));
    else calls.settle(reply);
  });
  const methods = workbenchMethods.map((method) => [
    method,
    (request?: unknown) => calls.call(method, request),
  ]);
  return {
    ...(Object.fromEntries(methods) as Workbench),
    onEvent: (listener) => {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
  };
}

/** Undefined for what cannot be read. */
function readReply(bytes: Uint8Array): Reply | undefined {
  try {
    const reply = decodeMessage(bytes) as Reply;
    return ['result', 'error', 'event'].includes(reply.kind) ? reply : undefined;
  } catch {
    return undefined;
  }
}

interface OpenCall {
  readonly resolve: (result: unknown) => void;
  readonly reject: (error: WorkbenchError) => void;
}

/** Calls that wait for their answer. Each ends: by its answer, or when the wire does. */
class OpenCalls {
  readonly #wire: Wire;
  readonly #open = new Map<number, OpenCall>();
  #closed = false;
  /** A page that was reloaded must not take the answers meant for the one before it. */
  #nextId = Math.floor(Math.random() * 2 ** 48);

  constructor(wire: Wire) {
    this.#wire = wire;
    wire.onClose(() => {
      this.#closed = true;
      this.#rejectAll(new WorkbenchError(wireFaults.closed));
    });
  }

  call(method: string, request: unknown): Promise<unknown> {
    return new Promise((resolve, reject) => {
      if (this.#closed) throw new WorkbenchError(wireFaults.closed);
      const id = this.#nextId++;
      const bytes = encodeMessage({ kind: 'call', id, method, request } satisfies Call);
      this.#open.set(id, { resolve, reject });
      try {
        this.#wire.send(bytes);
      } catch (error) {
        this.#open.delete(id);
        throw error;
      }
    });
  }

  settle(reply: Exclude<Reply, { kind: 'event' }> | undefined): void {
    // It may have been the answer to any of them: better all fail than one waits for ever.
    if (reply === undefined) return this.#rejectAll(new WorkbenchError(wireFaults.unreadable));
    if (reply.id === undefined && reply.kind === 'error') {
      return this.#rejectAll(new WorkbenchError(reply.error));
    }
    const call = this.#open.get(reply.id!);
    this.#open.delete(reply.id!);
    if (reply.kind === 'result') call?.resolve(reply.result);
    else call?.reject(new WorkbenchError(reply.error));
  }

  #rejectAll(error: WorkbenchError): void {
    const calls = [...this.#open.values()];
    this.#open.clear();
    calls.forEach(({ reject }) => reject(error));
  }
}
