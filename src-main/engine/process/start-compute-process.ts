import { defined } from '../../contract/index.ts';
import { fork } from 'node:child_process';
import { once } from 'node:events';
import type { Readable } from 'node:stream';
import { scriptBeside } from '../../home/index.ts';
import { giveBack } from './give-back.ts';
import { LastLine } from './last-line.ts';
import { replyPipe, replyReader } from './reply-frames.ts';
import type { Reply, Request } from '../jobs/index.ts';

/** How a process ended by itself, or was ended. */
export interface ProcessEnding {
  readonly code: number | null;
  /** Name of the signal that ended it. */
  readonly signal: string | null;
  /** Last line it wrote to stderr. */
  readonly lastLine: string;
}

/** A compute process that runs, as its client needs it. */
export interface ComputeProcess {
  send(request: Request): void;
  onReply(listener: (reply: Reply) => void): void;
  onEnd(listener: (ending: ProcessEnding) => void): void;
  /** It could not be started. */
  onError(listener: (error: Error) => void): void;
  /** Ends it at once, in mid-computation too; resolves when it is gone. */
  kill(): Promise<void>;
}

/** Starts one. Whoever puts the program together chooses how; nothing is sent before it returns. */
export type StartComputeProcess = () => ComputeProcess;

/** What every compute process has in its environment from the start. */
export const computeEnvironment = {
  /** ONNX Runtime's telemetry is on by default. */
  ORT_DISABLE_TELEMETRY: '1',
  /**
   * CUDA's libraries multiply float32 matrices in TF32, 10 bits of mantissa, unless they are told not
   * to. ONNX Runtime's `use_tf32` is out of reach of its Node binding.
   */
  NVIDIA_TF32_OVERRIDE: '0',
  /** Cards are counted as `nvidia-smi` counts them, and not the fastest first. */
  CUDA_DEVICE_ORDER: 'PCI_BUS_ID',
  /**
   * Bytes from which glibc gives memory back as soon as it is freed. Left alone it raises them to 32 MB, and what a
   * closed graph has freed stays with the thread that took it: a pass by the operators took some 40 MB more.
   */
  MALLOC_MMAP_THRESHOLD_: '6291456',
};

/** Has what a job held given back at its end; see `recurrentModel`. */
export const computeNodeOptions = ['--expose-gc'] as const;

const script = scriptBeside(import.meta.url, 'compute-process');

/** As a child process of Node, with this in its environment, too. */
export function forkIn(environment: NodeJS.ProcessEnv): StartComputeProcess {
  return () => forkWith(environment);
}

/** As a child process of Node. */
export const forkComputeProcess: StartComputeProcess = forkIn({});

function forkWith(environment: NodeJS.ProcessEnv): ComputeProcess {
  const child = fork(script, {
    execArgv: [...process.execArgv, ...computeNodeOptions],
    env: { ...process.env, ...environment, ...computeEnvironment },
    serialization: 'advanced',
    stdio: ['ignore', 'ignore', 'pipe', 'ipc', 'pipe'],
  });
  const replies = child.stdio[replyPipe] as Readable;
  const stderr = new LastLine(defined(child.stderr));
  return {
    // A request that does not arrive (EPIPE) found no process: its end, which `onEnd` hears of, tells why.
    send: (request) => void child.send(request, () => undefined),
    onReply(listener) {
      const read = replyReader(listener);
      replies.on('data', (bytes: Uint8Array) => {
        read(bytes);
        giveBack(bytes);
      });
    },
    // Not when it is gone, but when its last words have been read.
    onEnd: (listener) =>
      child.once('close', (code, signal) => listener({ code, signal, lastLine: stderr.text })),
    onError: (listener) =>
      child.on('error', (error) => {
        if (child.pid === undefined) listener(error);
      }),
    async kill() {
      const running =
        child.pid !== undefined && child.exitCode === null && child.signalCode === null;
      if (!running) return;
      child.kill('SIGKILL');
      await once(child, 'exit');
    },
  };
}
