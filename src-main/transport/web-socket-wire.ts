import { WireListeners } from './wire-listeners.ts';
import type { Wire } from './wire.ts';

/** What a browser's WebSocket and the one of `ws` have in common. */
export interface SocketLike {
  binaryType: string;
  /** 0 while it connects. */
  readonly readyState: number;
  send(bytes: Uint8Array): void;
  addEventListener(kind: 'message', listener: (event: { data: unknown }) => void): void;
  addEventListener(kind: 'close', listener: (event: { code: number }) => void): void;
  addEventListener(kind: 'open' | 'error', listener: () => void): void;
}

/** Why a socket was closed, by the codes of RFC 6455 that tell more than that it was. */
const closeReasons: Readonly<Record<number, string>> = {
  1002: 'A message broke the rules of WebSocket (code 1002).',
  1007: 'A message was not UTF-8 text (code 1007).',
  1009: 'A message was larger than Megabase accepts (code 1009).',
};

/** What is sent before the socket is open waits for it. */
export function webSocketWire(socket: SocketLike): Wire {
  const listeners = new WireListeners();
  const waiting: Uint8Array[] = [];
  socket.binaryType = 'arraybuffer';
  socket.addEventListener('open', () => waiting.splice(0).forEach((bytes) => socket.send(bytes)));
  socket.addEventListener('message', ({ data }) =>
    // A text is no message; as bytes, the reader rejects it and says why.
    listeners.message(
      data instanceof ArrayBuffer ? new Uint8Array(data) : new TextEncoder().encode(String(data)),
    ),
  );
  // Without a listener an error of `ws` ends the process; a close follows each.
  socket.addEventListener('error', () => {});
  socket.addEventListener('close', ({ code }) => listeners.close(closeReasons[code]));
  return listeners.wire((bytes) => {
    if (socket.readyState === 0) waiting.push(bytes);
    else socket.send(bytes);
  });
}
