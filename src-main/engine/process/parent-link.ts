import type { Reply, Request } from '../jobs/index.ts';

/** What a compute process has of its parent. */
export interface ParentLink {
  /** Resolves when the reply is on its way. */
  send(reply: Reply): Promise<void>;
  onRequest(listener: (request: Request) => void): void;
}

/** Electron's `process.parentPort`, as far as it is used; without Electron there is none. */
interface ParentPort {
  postMessage(message: unknown): void;
  on(event: 'message', listener: (event: { data: unknown }) => void): void;
}

/** The parent that started this process: Electron, or Node's `fork`. */
export function parentLink(): ParentLink {
  const { parentPort } = process as unknown as { parentPort?: ParentPort };
  if (parentPort) {
    // Electron ends its utility processes with itself.
    return {
      send(reply) {
        parentPort.postMessage(reply);
        return Promise.resolve();
      },
      onRequest: (listener) => parentPort.on('message', ({ data }) => listener(data as Request)),
    };
  }
  // The parent is gone: nobody waits for an answer.
  process.on('disconnect', () => process.exit(0));
  return {
    send: (reply) =>
      new Promise((resolve, reject) => {
        process.send?.(reply, (error: Error | null) => (error ? reject(error) : resolve()));
      }),
    onRequest: (listener) => process.on('message', listener),
  };
}
