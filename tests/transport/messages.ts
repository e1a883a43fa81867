import type { Wire } from '../../src-main/transport/index.ts';
import { decodeMessage } from '../../src-main/transport/message.ts';

/** Messages as they arrive, decoded; `next` waits for one that was not returned yet. */
export function messagesFrom(wire: Wire) {
  const messages: unknown[] = [];
  let read = 0;
  let wake: (() => void) | undefined;
  wire.onMessage((bytes) => {
    messages.push(decodeMessage(bytes));
    wake?.();
  });
  return {
    messages,
    next: async (): Promise<unknown> => {
      while (messages.length <= read) await new Promise<void>((resolve) => (wake = resolve));
      return messages[read++];
    },
  };
}
