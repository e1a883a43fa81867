import {
  forkComputeProcess,
  type PassBegun,
  type StartComputeProcess,
} from '../../engine/index.ts';

/** What a compute process says of itself. */
export interface ComputeListener {
  onBegun(begun: PassBegun): void;
  /** A job is done, in which the process held at most so many bytes at once. */
  onDone(peakBytes: number): void;
}

/** Starts compute processes as `start` does, child processes of Node where absent, and tells of them. */
export function watchCompute(
  listener: ComputeListener,
  start: StartComputeProcess = forkComputeProcess,
): StartComputeProcess {
  return () => {
    const child = start();
    return {
      ...child,
      onReply: (onReply) =>
        child.onReply((reply) => {
          if (reply.kind === 'begun') listener.onBegun(reply);
          if (reply.kind === 'done') listener.onDone(reply.peakBytes);
          onReply(reply);
        }),
    };
  };
}
