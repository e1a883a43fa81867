import { WireListeners } from './wire-listeners.ts';
import type { Wire } from './wire.ts';

/** Both ends of a wire inside one process. */
export interface MemoryWires {
  readonly client: Wire;
  readonly server: Wire;
  readonly close: () => void;
}

export function memoryWires(): MemoryWires {
  const [client, server] = [new WireListeners(), new WireListeners()];
  // Copied and delivered later, as by any wire that leaves the process.
  const sendTo = (end: WireListeners) => (bytes: Uint8Array) => {
    const copy = new Uint8Array(bytes);
    queueMicrotask(() => end.message(copy));
  };
  return {
    client: client.wire(sendTo(server)),
    server: server.wire(sendTo(client)),
    close: () => [client, server].forEach((end) => end.close()),
  };
}
