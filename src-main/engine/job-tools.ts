import type { GraphCache, Network } from '../model/index.ts';
import type { SessionOptions } from '../model/session.ts';
import type { Reply } from './messages.ts';
import type { PassClock } from './pass-clock.ts';

/** Hands a reply to the main process; resolves when it is on its way. */
export type Send = (reply: Reply) => Promise<void>;

/** What the stages of a job share. */
export interface JobTools {
  readonly network: Network;
  readonly graphs: GraphCache;
  readonly session: SessionOptions;
  readonly clock: PassClock;
  readonly send: Send;
}
