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

/** Alive, and without a job; of several that end their jobs one is kept. */
let idle: SharedProcess | undefined;

/** Replies after which a process waits for its next job. */
const last = new Set<Reply['kind']>(['done', 'failed', 'probed', 'kernel-probed']);

/**
 * Lends a compute process that has come to the end of its job to the next one: a start costs a
 * second of a core, most passes of the tests much less. One that is stopped in the middle of its job
 * is killed, as ever. For tests of what is computed; tests of processes, of what they leave and of
 * their memory start their own.
 */
export const sharedComputeProcess: StartComputeProcess = () => {
  // Where the program keeps its files is for who sends the jobs to know.
  const { MEGABASE_HOME: _, ...read } = process.env;
  const environment = JSON.stringify(read);
  if (idle?.environment !== environment) void endSharedProcess();
  const found = idle ?? begin(environment);
  idle = undefined;
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
    async kill() {
      if (found.lease !== lease) return;
      found.lease = undefined;
      if (isDone && !idle) idle = found;
      else await found.child.kill();
    },
  };
};

/** Ends the process that waits for a job; `each-file.ts` does after each test file. */
export async function endSharedProcess(): Promise<void> {
  const ending = idle?.child.kill();
  idle = undefined;
  await ending;
}

function begin(environment: string): SharedProcess {
  const child = forkComputeProcess();
  const shared: SharedProcess = { child, environment, lease: undefined };
  child.onReply((reply) => shared.lease?.onReply?.(reply));
  child.onError((error) => shared.lease?.onError?.(error));
  child.onEnd((ending) => {
    if (idle === shared) idle = undefined;
    shared.lease?.onEnd?.(ending);
  });
  return shared;
}
