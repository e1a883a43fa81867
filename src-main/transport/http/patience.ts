/** How long the server waits for a connection that is slow, ms. All that it answers is loopback. */
export interface Patience {
  /** Until a request's headers are whole, from its first byte or from the connection on. */
  readonly headersMs: number;
  /** Until a request is whole. It has no body that is read, so there is no reason to be long. */
  readonly requestMs: number;
  /**
   * On a connection on which nothing moves, such as one whose reader has stopped in the middle of a
   * file. WebSockets are quiet while nothing happens, and are not ended.
   */
  readonly idleMs: number;
  /** Between two looks at the clock. */
  readonly checkMs: number;
}

/** A tunnel over a slow network may hold a packet back for a second or two, not for ten. */
export const usualPatience: Patience = {
  headersMs: 5_000,
  requestMs: 10_000,
  idleMs: 60_000,
  checkMs: 1_000,
};
