/**
 * Anything that carries whole messages both ways, in order. A message that was sent is not touched
 * again by its sender.
 */
export interface Wire {
  send(bytes: Uint8Array): void;
  onMessage(listener: (bytes: Uint8Array) => void): void;
  /** Called once, with the reason in a sentence where one is known; at once where it is closed. */
  onClose(listener: (reason?: string) => void): void;
}
