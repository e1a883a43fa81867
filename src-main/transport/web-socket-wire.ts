import { WireListeners } from './wire-listeners.ts';
import type { Wire } from './wire.ts';

/** What a browser's WebSocket and the one of `ws` have in common. */
export interface SocketLike {
  binaryType: string;
  /** 0 while it connects. */
  readonly readyState: number;
  send(bytes: Uint8Array): void;
  addEventListener(kind: 'message', listener: (event: { data: unknown }) => void): void;
  addEventListener(kind: 'open' | 'close' | 'error', listener: () => void): void;
}

/** What is sent before the socket is open waits for it. */
export function webSocketWire(socket: SocketLike): Wire {
  const listeners = new WireListeners();
  const waiting: Uint8Array[] = [];
  socket.binaryType = 'arraybuffer';
  socket.addEventListener('open', () => waiting.splice(0).forEach((bytes) => socket.send(bytes)));
  socket.addEventListener('message', ({ data }) =>
    // A text is no message; as bytes, the reader refuses it and says why.
    listeners.message(
      data instanceof ArrayBuffer ? new Uint8Array(data) : new TextEncoder().encode(String(data)),
    ),
  );
  // Without a listener an error of `ws` ends the process; a close follows each.
  socket.addEventListener('error', () => {});
  socket.addEventListener('close', () => listeners.close());
  return listeners.wire((bytes) => {
    if (socket.readyState === 0) waiting.push(bytes);
    else socket.send(bytes);
  });
}
