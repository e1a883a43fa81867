import { Socket } from 'node:net';
import type { Reply, Request } from '../jobs/index.ts';
import { replyFrame, replyPipe } from './reply-frames.ts';

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
  const end = () => process.exit(0);
  process.on('disconnect', end);
  const pipe = new Socket({ fd: replyPipe, readable: false, writable: true }).on('error', end);
  return {
    send: (reply) => write(pipe, replyFrame(reply)),
    onRequest: (listener) => process.on('message', listener),
  };
}

/** Writes them in one go; resolves when the system has all of them. */
function write(pipe: Socket, parts: readonly Uint8Array[]): Promise<void> {
  return new Promise((resolve, reject) => {
    pipe.cork();
    for (const [i, part] of parts.entries()) {
      const isLast = i === parts.length - 1;
      pipe.write(part, (error) => {
        if (error) reject(error);
        else if (isLast) resolve();
      });
    }
    pipe.uncork();
  });
}
