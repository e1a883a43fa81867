import { defined } from '../../contract/index.ts';
import type { PlannedPiece } from './cut-run.ts';
import type { Machine } from './machine.ts';

/** Files that a job makes or opens: its output, log, index, manifest, checkpoint and cache with its log. */
const filesPerJob = 10;

/** Bytes that a GPU is sent and sends back for a base of a large model, about. */
const busBytesPerBase = 8_000;

/** A limit, and how much of the run's time it would take by itself. */
interface Limit {
  readonly what: string;
  readonly seconds: number;
}

/** What a run takes on some machines, by simulation. */
export interface Foretold {
  /** From the first job's start to the last one's end. */
  readonly makespanSeconds: number;
  /** Of all cores, idle ones of a job's node not counted. */
  readonly processorHours: number;
  readonly jobs: number;
  readonly jobsAtOnce: number;
  readonly threadsPerJob: number;
  readonly files: number;
  /** What the run would take were this alone in its way, the longest first: what breaks first. */
  readonly limits: readonly Limit[];
  /** Pieces that a node's memory does not hold. */
  readonly tooLarge: number;
}

/**
 * What the pieces of a run take on some machines: jobs, the longest first, each on the slot that is free
 * first, none sooner than the scheduler starts it; with as many threads a job as make it shortest. A
 * simulation, not a measurement.
 *
 * @param modelBytes what each job reads of the shared disk besides its share of the genome
 */
export function foretell(
  pieces: readonly PlannedPiece[],
  machine: Machine,
  modelBytes: number,
): Foretold {
  const { cores, threadsPerJob } = machine;
  let best: Foretold | undefined;
  for (let threads = 1; threads <= Math.min(cores, threadsPerJob); threads *= 2) {
    const one = simulate(pieces, machine, { threads, modelBytes });
    if (best === undefined || one.makespanSeconds < best.makespanSeconds) best = one;
  }
  return defined(best);
}

function simulate(
  pieces: readonly PlannedPiece[],
  machine: Machine,
  { threads, modelBytes }: { readonly threads: number; readonly modelBytes: number },
): Foretold {
  const { nodes, cores, memory, gpus, jobSeconds, jobsPerSecond, startSeconds } = machine;
  const largest = pieces.reduce((most, { memoryBytes }) => Math.max(most, memoryBytes), 1);
  const fitting = Math.max(1, Math.floor(memory / largest));
  const perNode = Math.min(gpus > 0 ? gpus : Math.floor(cores / threads), fitting);
  const slots = Math.min(perNode * nodes, pieces.length);
  const secondsOf = pieceSeconds(machine, threads);
  const seconds = pieces.map(secondsOf).sort((a, b) => b - a);
  const free = new EarliestFirst(slots);
  let makespanSeconds = 0;
  for (const [job, own] of seconds.entries()) {
    const start = Math.max(free.earliest, job / jobsPerSecond);
    const end = start + jobSeconds + startSeconds + own;
    free.replace(end);
    makespanSeconds = Math.max(makespanSeconds, end);
  }
  const jobs = pieces.length;
  const files = jobs * filesPerJob;
  const bytes = pieces.reduce((sum, piece) => sum + piece.outputBytes + modelBytes, 0);
  const limits: Limit[] = [
    { what: 'the longest piece', seconds: seconds[0] ?? 0 },
    { what: 'all slots at work', seconds: seconds.reduce((sum, one) => sum + one, 0) / slots },
    { what: "the scheduler's rate of jobs", seconds: jobs / jobsPerSecond },
    { what: 'starting jobs and commands', seconds: (jobs * (jobSeconds + startSeconds)) / slots },
    { what: 'files of the shared disk', seconds: files / machine.filesPerSecond },
    { what: 'bytes of the shared disk', seconds: bytes / machine.sharedBytesPerSecond },
  ];
  const processorSeconds = pieces.reduce((sum, one) => sum + one.processorSeconds, 0);
  return {
    makespanSeconds,
    processorHours: processorSeconds / machine.speed / 3600,
    ...{ jobs, jobsAtOnce: slots, threadsPerJob: threads, files },
    limits: limits.sort((a, b) => b.seconds - a.seconds),
    tooLarge: pieces.filter(({ memoryBytes }) => memoryBytes > memory).length,
  };
}

/** Seconds of a piece where it runs: on the threads of its share of a node, or on a GPU. */
function pieceSeconds(machine: Machine, threads: number): (piece: PlannedPiece) => number {
  const { gpus, gpuCores, busBytesPerSecond, speed } = machine;
  if (gpus === 0) return ({ processorSeconds }) => processorSeconds / (speed * threads);
  return ({ processorSeconds, bases }) =>
    Math.max(processorSeconds / gpuCores, (bases * busBytesPerBase) / busBytesPerSecond);
}

/** Times at which slots are free, the earliest first: a heap, for a cluster has very many. */
class EarliestFirst {
  readonly #times: Float64Array;

  constructor(slots: number) {
    this.#times = new Float64Array(Math.max(1, slots));
  }

  get earliest(): number {
    return this.#times[0] ?? 0;
  }

  /** That slot is free at another time. */
  replace(time: number): void {
    const times = this.#times;
    let at = 0;
    for (;;) {
      const left = 2 * at + 1;
      if (left >= times.length) break;
      const right = left + 1;
      const child = right < times.length && times[right]! < times[left]! ? right : left;
      if (times[child]! >= time) break;
      times[at] = times[child]!;
      at = child;
    }
    times[at] = time;
  }
}
