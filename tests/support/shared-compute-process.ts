import {
  forkComputeProcess,
  type ComputeProcess,
  type ProcessEnding,
} from '../../src-main/engine/process/start-compute-process.ts';
import type { Reply, StartComputeProcess } from '../../src-main/engine/index.ts';

/** Who has the process now, and hears of it. */
interface Lease {
  onReply?: (reply: Reply) => void;
  onEnd?: (ending: ProcessEnding) => void;
  onError?: (error: Error) => void;
}

interface SharedProcess {
  readonly child: ComputeProcess;
  /** It has read these as it started: it is lent only where they are the same. */
  readonly environment: string;
  lease: Lease | undefined;
}

/** Replies after which a process waits for its next job. */
const last = new Set<Reply['kind']>(['done', 'failed', 'probed', 'kernel-probed']);

/** Lends one process on, from job to job. */
class Lender {
  readonly #start: StartComputeProcess;
  /** Alive, and without a job; of several that end their jobs one is kept. */
  #idle: SharedProcess | undefined;

  constructor(start: StartComputeProcess) {
    this.#start = start;
  }

  readonly lend: StartComputeProcess = () => {
    // Where the program keeps its files is for who sends the jobs to know.
    const { MEGABASE_HOME: _, ...read } = process.env;
    const environment = JSON.stringify(read);
    if (this.#idle?.environment !== environment) void this.end();
    const found = this.#idle ?? this.#begin(environment);
    this.#idle = undefined;
    const lease: Lease = {};
    found.lease = lease;
    let isDone = false;
    return {
      send: (request) => found.child.send(request),
      onReply(listener) {
        lease.onReply = (reply) => {
          isDone = last.has(reply.kind);
          listener(reply);
        };
      },
      onEnd: (listener) => (lease.onEnd = listener),
      onError: (listener) => (lease.onError = listener),
      kill: async () => {
        if (found.lease !== lease) return;
        found.lease = undefined;
        if (isDone && !this.#idle) this.#idle = found;
        else await found.child.kill();
      },
    };
  };

  /** Ends the process that waits for a job. */
  async end(): Promise<void> {
    const ending = this.#idle?.child.kill();
    this.#idle = undefined;
    await ending;
  }

  #begin(environment: string): SharedProcess {
    const child = this.#start();
    const shared: SharedProcess = { child, environment, lease: undefined };
    child.onReply((reply) => shared.lease?.onReply?.(reply));
    child.onError((error) => shared.lease?.onError?.(error));
    child.onEnd((ending) => {
      if (this.#idle === shared) this.#idle = undefined;
      shared.lease?.onEnd?.(ending);
    });
    return shared;
  }
}

const lenders: Lender[] = [];

/** Lends the processes that `start` starts, as `sharedComputeProcess` does. */
export function sharing(start: StartComputeProcess): StartComputeProcess {
  const lender = new Lender(start);
  lenders.push(lender);
  return lender.lend;
}

/**
 * Lends a compute process that has come to the end of its job to the next one: a start costs a
 * second of a core, most passes of the tests much less. One that is stopped in the middle of its job
 * is killed, as ever. For tests of what is computed; tests of processes, of what they leave and of
 * their memory start their own.
 */
export const sharedComputeProcess: StartComputeProcess = sharing(forkComputeProcess);

/** Ends the processes that wait for a job; `each-file.ts` does after each test file. */
export async function endSharedProcess(): Promise<void> {
  await Promise.all(lenders.map((lender) => lender.end()));
}
