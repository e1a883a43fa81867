import type { ParserReply, ParserRequest } from './messages.ts';

/** What a parser process has of its parent. */
export interface ParserLink {
  send(reply: ParserReply): void;
  onRequest(listener: (request: ParserRequest) => void): void;
}

/** Electron's `process.parentPort`, as far as it is used; without Electron there is none. */
interface ParentPort {
  postMessage(message: unknown): void;
  on(event: 'message', listener: (event: { data: unknown }) => void): void;
}

/** The parent that started this process: Electron, or Node's `fork`. */
export function parserLink(): ParserLink {
  const { parentPort } = process as unknown as { parentPort?: ParentPort };
  if (parentPort) {
    return {
      send: (reply) => parentPort.postMessage(reply),
      onRequest: (listener) =>
        parentPort.on('message', ({ data }) => listener(data as ParserRequest)),
    };
  }
  // The parent is gone: nobody waits for an answer.
  process.on('disconnect', () => process.exit(0));
  return {
    // An error here is the parent gone.
    send: (reply) => void process.send?.(reply, () => undefined),
    onRequest: (listener) => void process.on('message', listener),
  };
}
