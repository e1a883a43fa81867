import { defined } from '../../../contract/index.ts';
import {
  leastCommonMultiple,
  otherStrand,
  ownComplement,
  type TrackHead,
} from '../../../model/index.ts';
import { EditedSequence, mirrorEdits, reverseComplement } from '../../../sequence/index.ts';
import type {
  BinPieces,
  PerturbationJob,
  PerturbationResult,
  PerturbationTask,
  Reply,
  TokenRange,
} from '../../jobs/index.ts';

const complement = ownComplement();

/** A job on the reverse complement of its sequence, and what comes of it told of the sequence as it is. */
export class Mirror {
  /** The job as it is computed. */
  readonly job: PerturbationJob;
  readonly #tokens: Uint8Array;
  /** Contig coordinate of the mirrored sequence's first token plus that at which the sequence ends: bins, too. */
  readonly #sum: number;
  readonly #heads: readonly { readonly bin: number; readonly others: (number | undefined)[] }[];

  constructor(job: PerturbationJob, heads: readonly TrackHead[]) {
    const { tokens, start, tasks } = job;
    this.#tokens = tokens;
    this.#heads = heads.map(({ output }) => {
      return { bin: output.bin, others: otherStrand(output.tracks) };
    });
    // The borders of bins lie at the same bases.
    const common = this.#heads.reduce((all, { bin }) => leastCommonMultiple(all, bin), 1);
    const end = start + tokens.length;
    const origin = (common - (end % common)) % common;
    this.#sum = origin + end;
    this.job = {
      ...job,
      tokens: reverseComplement(tokens, complement),
      start: origin,
      tasks: tasks.map((task) => this.#mirrorTask(task)),
      // Windows count from the other end; the reading of the sequence as it is tells them.
      likelihoodWindow: undefined,
    };
  }

  reply(reply: Reply): Reply {
    if (reply.kind === 'tracks') return { ...reply, pieces: this.#mirrorBins(reply.pieces) };
    if (reply.kind === 'perturbation') return { kind: reply.kind, ...this.#mirrorResult(reply) };
    return reply;
  }

  #mirrorTask(task: PerturbationTask): PerturbationTask {
    const { edits, around, distributions } = task;
    const { length } = this.#tokens;
    return {
      ...task,
      edits: mirrorEdits(edits, length, (tokens) => reverseComplement(tokens, complement)),
      around: around && mirrorRange(around, length),
      distributions: distributions && {
        before: mirrorRange(distributions.before, length),
        after: mirrorRange(distributions.after, new EditedSequence(this.#tokens, edits).length),
      },
    };
  }

  #mirrorResult(result: PerturbationResult): PerturbationResult {
    const { window, bins, distributions } = result;
    return {
      task: result.task,
      window: mirrorRange(window, this.#tokens.length),
      bins: bins && this.#mirrorBins(bins),
      // A, C, G and T stand in the order of T, G, C and A read backwards.
      distributions: distributions && {
        before: distributions.before.toReversed(),
        after: distributions.after.toReversed(),
      },
    };
  }

  #mirrorBins(pieces: BinPieces): BinPieces {
    return pieces.map(({ first, values }, head) => {
      const { bin, others } = defined(this.#heads[head]);
      const count = values[0]?.length ?? 0;
      return {
        first: this.#sum / bin - first - count,
        values: others.map((other) =>
          other === undefined
            ? new Float32Array(count).fill(NaN)
            : defined(values[other]).toReversed(),
        ),
      };
    });
  }
}

function mirrorRange({ start, end }: TokenRange, length: number): TokenRange {
  return { start: length - end, end: length - start };
}
