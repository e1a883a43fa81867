import type { Reply, StartComputeProcess } from '../../src-main/engine/index.ts';

/**
 * Starts processes of which one, once it has given the reply that `isLast` names, is heard no more: its job is
 * not over before it is ended. The others are as they are.
 */
export function standingStill(
  start: StartComputeProcess,
  isLast: (reply: Reply) => boolean,
): StartComputeProcess {
  let stands = false;
  return () => {
    const started = start();
    let isSilent = false;
    return {
      ...started,
      onReply(listener) {
        started.onReply((reply) => {
          if (isSilent) return;
          listener(reply);
          if (stands || !isLast(reply)) return;
          [stands, isSilent] = [true, true];
        });
      },
    };
  };
}
