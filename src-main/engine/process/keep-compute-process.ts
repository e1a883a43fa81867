import type { Reply } from '../jobs/index.ts';
import {
  forkComputeProcess,
  type ComputeProcess,
  type ProcessEnding,
  type StartComputeProcess,
} from './start-compute-process.ts';

/** Compute processes that go on from one job to the next. */
export interface KeptComputeProcess {
  /** Lends the process that waits, or starts one. */
  readonly start: StartComputeProcess;
  /** Ends the process that waits for a job. */
  end(): Promise<void>;
}

/** Who has a process now, and hears of it. */
interface Lease {
  onReply?: (reply: Reply) => void;
  onEnd?: (ending: ProcessEnding) => void;
  onError?: (error: Error) => void;
}

interface LentProcess {
  readonly child: ComputeProcess;
  lease: Lease | undefined;
}

/**
 * Lends one compute process from job to job: it has its model open, and starting one takes longer than a
 * short contig. A process that was stopped in mid-job, whose job failed, or whose GPU did, is ended, as
 * ever. Jobs at the same time have a process each, and of those that wait one is kept.
 */
export function keepComputeProcess(
  start: StartComputeProcess = forkComputeProcess,
): KeptComputeProcess {
  let idle: LentProcess | undefined;

  const begin = (): LentProcess => {
    const child = start();
    const lent: LentProcess = { child, lease: undefined };
    child.onReply((reply) => lent.lease?.onReply?.(reply));
    child.onError((error) => lent.lease?.onError?.(error));
    child.onEnd((ending) => {
      if (idle === lent) idle = undefined;
      lent.lease?.onEnd?.(ending);
    });
    return lent;
  };

  return {
    start() {
      const lent = idle ?? begin();
      idle = undefined;
      const lease: Lease = {};
      lent.lease = lease;
      let isDone = false;
      let isSound = true;
      return {
        send: (request) => lent.child.send(request),
        onReply(listener) {
          lease.onReply = (reply) => {
            isDone ||= reply.kind === 'done';
            isSound &&= reply.kind !== 'device-failed';
            listener(reply);
          };
        },
        onEnd: (listener) => (lease.onEnd = listener),
        onError: (listener) => (lease.onError = listener),
        async kill() {
          if (lent.lease !== lease) return;
          lent.lease = undefined;
          if (isDone && isSound && !idle) idle = lent;
          else await lent.child.kill();
        },
      };
    },
    async end() {
      const ending = idle?.child.kill();
      idle = undefined;
      await ending;
    },
  };
}
