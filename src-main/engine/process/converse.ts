import { MegabaseError } from '../../contract/index.ts';
import type { Reply, Request } from '../jobs/index.ts';
import type { ProcessEnding, StartComputeProcess } from './start-compute-process.ts';

/** Memory that was planned for could not be had: with less of it the job may be done. */
export class MemoryRanOut extends MegabaseError {}

/**
 * Starts a compute process, sends one request and hands on replies until `isLast` says so. Resolves
 * with undefined then, or with words on how the process died before.
 */
export function converse(
  start: StartComputeProcess,
  request: Request,
  signal: AbortSignal | undefined,
  isLast: (reply: Reply) => boolean,
): Promise<string | undefined> {
  const cancelled = () => new MegabaseError('cancelled', 'The pass was cancelled.');
  if (signal?.aborted) return Promise.reject(cancelled());
  const child = start();
  let isOver = false;
  return new Promise<string | undefined>((resolve, reject) => {
    // At once: replies that arrive together come before anybody hears of a promise.
    const fail = (error: Error) => {
      isOver = true;
      reject(error);
    };
    const stop = () => fail(cancelled());
    signal?.addEventListener('abort', stop, { once: true });
    child.onError(fail);
    child.onEnd((ending) => {
      signal?.removeEventListener('abort', stop);
      resolve(describeDeath(ending));
    });
    child.onReply((reply) => {
      // What was on its way when the pass was cancelled or had failed is nobody's any more.
      if (isOver) return;
      try {
        if (reply.kind === 'failed') {
          const { code, message } = reply;
          fail(reply.ranOut ? new MemoryRanOut(code, message) : new MegabaseError(code, message));
        } else if (isLast(reply)) resolve(undefined);
      } catch (error) {
        // What the listener could not take in, such as an output file that is full.
        fail(error instanceof Error ? error : new Error(String(error)));
      }
    });
    child.send(request);
  }).finally(() => {
    isOver = true;
    return child.kill();
  });
}

function describeDeath({ code, signal, lastLine }: ProcessEnding): string {
  if (signal === 'SIGKILL') {
    // It had no time to write why: what it wrote before is about something else.
    return 'The compute process was killed by the system (SIGKILL), most often because memory ran out';
  }
  const how = signal === null ? `ended with code ${code}` : `was ended by ${signal}`;
  return `The compute process ${how}${lastLine && ` (${lastLine})`}`;
}
