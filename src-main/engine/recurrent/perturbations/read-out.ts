import { defined } from '../../../contract/index.ts';
import type { TrackHead } from '../../../model/index.ts';
import type { GraphRunner } from '../graph-runner.ts';
import type { ReferenceRun } from './reference-run.ts';
import type { BinPieces, TokenRange, WindowMeans } from '../../jobs/index.ts';
import { LikelihoodStream } from '../heads/index.ts';
import { expectFiniteOutput } from '../not-finite.ts';
import { BufferPool } from './buffer-pool.ts';
import { BinSums } from './bin-sums.ts';
import type { PerturbedRun } from './perturbed-run.ts';
import { Distributions } from './distributions.ts';

/** Most tokens that the head is given at once. */
const mostTokens = 4096;
/** Tokens that the head is rather given for nothing than called once more. */
const gap = 256;

type ReadOutput = 'logits' | 'tracks';

/** Where likelihoods of the unchanged sequence go. */
export interface UnchangedWindows {
  readonly tokens: Uint8Array;
  readonly means: WindowMeans;
}

/** What the heads say of an edited sequence, or of the reference run where there are no perturbed runs. */
export class ReadOut {
  readonly #reference: ReferenceRun;
  readonly #head: GraphRunner;
  /** Contig coordinate of token 0. */
  readonly #origin: number;
  readonly #trackHeads: readonly TrackHead[];
  readonly #buffers = new BufferPool();
  readonly #unchanged: BinPieces | undefined;

  /** `unchanged`: the bins of the unchanged sequence, where they are known. */
  constructor(
    reference: ReferenceRun,
    head: GraphRunner,
    trackHeads: readonly TrackHead[],
    unchanged?: BinPieces,
  ) {
    this.#unchanged = unchanged;
    this.#reference = reference;
    this.#head = head;
    this.#origin = reference.origin;
    this.#trackHeads = trackHeads;
  }

  /** Positions of the reference that the perturbed runs have changed, on either strand, and all between. */
  changed(runs: readonly PerturbedRun[]): TokenRange {
    const spans = this.#changedSpans(runs);
    return { start: defined(spans[0]).start, end: defined(spans.at(-1)).end };
  }

  /** All whole bins of the unchanged sequence, and how likely it is where windows are given for that. */
  async unchanged(windows?: UnchangedWindows): Promise<BinPieces | undefined> {
    return this.#bins([], [{ start: 0, end: this.#reference.grid.length }], windows);
  }

  /**
   * The whole bins from the first that perturbed runs have changed to the last, with the values they
   * have now; NaN where all of a bin is deleted.
   */
  async bins(runs: readonly PerturbedRun[]): Promise<BinPieces | undefined> {
    return this.#bins(runs, this.#changedSpans(runs));
  }

  /** ln P of A, C, G and T at tokens `[start, end)` of the edited sequence, `[t, 4]`. */
  async distributions(
    runs: readonly PerturbedRun[],
    { start, end }: TokenRange,
  ): Promise<Float32Array> {
    const { causal, vocabSize } = this.#reference.network;
    // A causal model's logits tell the next base, and nothing tells the first.
    const shift = causal ? 1 : 0;
    const result = new Distributions(vocabSize, end - start);
    const read = { start: Math.max(0, start - shift), end: Math.max(0, end - shift) };
    for await (const chunk of this.#run(runs, read, ['logits'])) {
      result.set(chunk.start + shift - start, defined(chunk.logits));
    }
    return result.values;
  }

  async #bins(
    runs: readonly PerturbedRun[],
    changed: readonly TokenRange[],
    windows?: UnchangedWindows,
  ): Promise<BinPieces | undefined> {
    const hasTracks = this.#trackHeads.length > 0;
    if (!hasTracks && !windows) return undefined;
    const { grid, network } = this.#reference;
    const interval = { start: this.#origin, end: this.#origin + grid.length };
    const sums = this.#trackHeads.map((head) => new BinSums(head, interval, changed));
    const spans = windows
      ? [{ start: 0, end: grid.length }]
      : union(
          sums.flatMap((one) => one.spans),
          gap,
        );
    const likelihood = windows && new LikelihoodStream(network);
    const outputs = [
      ...(hasTracks ? (['tracks'] as const) : []),
      ...(windows ? (['logits'] as const) : []),
    ];
    for (const span of spans) {
      for await (const chunk of this.#run(runs, this.#edited(runs, span), outputs)) {
        let from = 0;
        for (const one of sums) {
          one.add(chunk.positions, defined(chunk.tracks), { from, of: network.tracks });
          from += one.tracks;
        }
        if (!windows || !likelihood) continue;
        const own = windows.tokens.subarray(chunk.start, chunk.start + chunk.positions.length);
        const { logLikelihood } = likelihood.next(defined(chunk.logits), own);
        windows.means.add(chunk.start, logLikelihood);
      }
    }
    if (!hasTracks) return undefined;
    return sums.map((one, head) => one.piece(this.#unchanged?.[head]));
  }

  /** Where blocks that have changed lie on the reference, on either strand, in order and apart. */
  #changedSpans(runs: readonly PerturbedRun[]): TokenRange[] {
    const { grid } = this.#reference;
    const spans = runs.flatMap(({ edited: { strand }, changed }) =>
      changed.map((block) => {
        const { start, end } = grid.range(block);
        return strand === 0
          ? { start, end }
          : { start: grid.length - end, end: grid.length - start };
      }),
    );
    return union(spans, 0);
  }

  /** Where a window of the reference lies in the edited sequence. */
  #edited(runs: readonly PerturbedRun[], { start, end }: TokenRange): TokenRange {
    const sequence = runs[0]?.edited.sequence;
    if (sequence === undefined || start >= end) return { start, end };
    const { length } = this.#reference.grid;
    return {
      start: start === 0 ? 0 : sequence.indexOf(start),
      end: end === length ? sequence.length : sequence.indexOf(end),
    };
  }

  /** Runs the head over tokens `[start, end)` of the edited sequence. */
  async *#run(
    runs: readonly PerturbedRun[],
    { start, end }: TokenRange,
    wanted: readonly ReadOutput[],
  ): AsyncGenerator<
    { start: number; positions: Int32Array } & { readonly [Output in ReadOutput]?: Float32Array }
  > {
    const { network, grid } = this.#reference;
    const length = runs[0]?.edited.sequence.length ?? grid.length;
    for (let from = start; from < end; from += mostTokens) {
      const to = Math.min(end, from + mostTokens);
      const dims = [1, to - from, network.d];
      const read = async (strand: number, range: TokenRange) => {
        const data = this.#buffers.take((to - from) * network.d);
        await this.#output(runs, strand, range, data);
        return { data, dims };
      };
      const mirror = { start: length - to, end: length - from };
      const residual = await read(0, { start: from, end: to });
      const mirrored = network.strands === 2 ? await read(1, mirror) : undefined;
      const feeds = mirrored ? { residual, mirrored } : { residual };
      const outputs = await this.#head.run(feeds, {}, [...wanted]);
      for (const { data } of Object.values(feeds)) this.#buffers.giveBack(data);
      const positions =
        runs[0]?.edited.sequence.positions(from, to) ??
        Int32Array.from({ length: to - from }, (_, i) => from + i);
      for (const output of wanted) {
        expectFiniteOutput(output, defined(outputs[output]), this.#trackHeads, {
          tokens: to - from,
          baseOf: (token) => this.#reference.baseOf(positions[token]!),
          changedAt: runs[0]?.edited.changedAt,
        });
      }
      yield { start: from, positions, ...outputs };
    }
  }

  /** Last layer's output of some tokens of one strand, `[t, d]`. */
  async #output(
    runs: readonly PerturbedRun[],
    strand: number,
    { start, end }: TokenRange,
    into: Float32Array,
  ): Promise<void> {
    const { network, grid } = this.#reference;
    const run = runs[strand];
    const range = (block: number) => run?.edited.range(block) ?? grid.range(block);
    // The block of a token is at most as far as the edits grow or shrink the sequence.
    let block = 0;
    let beyond = grid.count;
    while (beyond - block > 1) {
      const middle = Math.floor((block + beyond) / 2);
      if (range(middle).start <= start) block = middle;
      else beyond = middle;
    }
    for (let filled = start; filled < end; block++) {
      const own = range(block);
      const stop = Math.min(end, own.end);
      if (stop <= filled) continue;
      const values = run?.output(block) ?? (await this.#unchangedOutput(strand, block));
      const part = values.subarray(
        (filled - own.start) * network.d,
        (stop - own.start) * network.d,
      );
      into.set(part, (filled - start) * network.d);
      filled = stop;
    }
  }

  async #unchangedOutput(strand: number, block: number): Promise<Float32Array> {
    const { grid, network } = this.#reference;
    const chunk = grid.chunkOf(block);
    const values = await this.#reference.output(strand, chunk);
    const { start: origin } = grid.chunks.range(chunk);
    const { start, end } = grid.range(block);
    return values.subarray((start - origin) * network.d, (end - origin) * network.d);
  }
}

/** Ranges in order; those that are no farther apart than `gap` become one. */
function union(ranges: readonly TokenRange[], gap: number): TokenRange[] {
  const joined: { start: number; end: number }[] = [];
  for (const { start, end } of [...ranges].sort((a, b) => a.start - b.start)) {
    const last = joined.at(-1);
    if (last && start <= last.end + gap) last.end = Math.max(last.end, end);
    else joined.push({ start, end });
  }
  return joined;
}
