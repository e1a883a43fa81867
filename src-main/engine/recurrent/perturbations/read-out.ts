import { defined } from '../../../contract/index.ts';
import type { TrackHead } from '../../../model/index.ts';
import type { GraphRunner } from '../open-scans.ts';
import type { ReferenceRun } from './reference-run.ts';
import type { BinPieces, TokenRange } from '../../jobs/index.ts';
import { expectFiniteOutput } from '../not-finite.ts';
import { BinSums } from './bin-sums.ts';
import type { PerturbedRun } from './perturbed-run.ts';
import { Distributions } from './distributions.ts';

/** What the heads say of an edited sequence, or of the reference run where there are no perturbed runs. */
export class ReadOut {
  readonly #reference: ReferenceRun;
  readonly #head: GraphRunner;
  /** Contig coordinate of token 0. */
  readonly #origin: number;
  readonly #trackHeads: readonly TrackHead[];

  constructor(reference: ReferenceRun, head: GraphRunner, trackHeads: readonly TrackHead[]) {
    this.#reference = reference;
    this.#head = head;
    this.#origin = reference.origin;
    this.#trackHeads = trackHeads;
  }

  /** Positions of the reference that the perturbed runs have changed, on either strand. */
  changed(runs: readonly PerturbedRun[]): TokenRange {
    const { plan } = this.#reference;
    const spans = runs.map(({ strand, window: { from, to } }) => {
      const { start } = plan.range(from);
      const { end } = plan.range(to - 1);
      return strand === 0 ? { start, end } : { start: plan.length - end, end: plan.length - start };
    });
    return {
      start: Math.min(...spans.map(({ start }) => start)),
      end: Math.max(...spans.map(({ end }) => end)),
    };
  }

  /**
   * The whole bins that a window of the reference touches, with the values they have now; NaN where
   * all of a bin is deleted.
   */
  async bins(runs: readonly PerturbedRun[], changed: TokenRange): Promise<BinPieces | undefined> {
    if (this.#trackHeads.length === 0) return undefined;
    const interval = { start: this.#origin, end: this.#origin + this.#reference.plan.length };
    const columns = this.#reference.network.tracks;
    const sums = this.#trackHeads.map((head) => new BinSums(head, interval, changed));
    const spans = sums.map(({ span }) => span).filter(({ start, end }) => start < end);
    const span = {
      start: Math.min(...spans.map(({ start }) => start)),
      end: Math.max(...spans.map(({ end }) => end)),
    };
    if (spans.length > 0) {
      for await (const chunk of this.#run(runs, this.#edited(runs, span), 'tracks')) {
        let from = 0;
        for (const one of sums) {
          one.add(chunk.positions, chunk.values, { from, of: columns });
          from += one.tracks;
        }
      }
    }
    return sums.map((one) => one.piece());
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
    for await (const chunk of this.#run(runs, read, 'logits')) {
      result.set(chunk.start + shift - start, chunk.values);
    }
    return result.values;
  }

  /** Where a window of the reference lies in the edited sequence. */
  #edited(runs: readonly PerturbedRun[], { start, end }: TokenRange): TokenRange {
    const sequence = runs[0]?.sequence;
    if (sequence === undefined || start >= end) return { start, end };
    const { length } = this.#reference.plan;
    return {
      start: start === 0 ? 0 : sequence.indexOf(start),
      end: end === length ? sequence.length : sequence.indexOf(end),
    };
  }

  /** Runs the head over tokens `[start, end)` of the edited sequence. */
  async *#run(
    runs: readonly PerturbedRun[],
    { start, end }: TokenRange,
    output: 'logits' | 'tracks',
  ): AsyncGenerator<{ start: number; positions: Int32Array; values: Float32Array }> {
    const { network, plan } = this.#reference;
    const length = runs[0]?.sequence.length ?? plan.length;
    for (let from = start; from < end; from += plan.size) {
      const to = Math.min(end, from + plan.size);
      const dims = [1, to - from, network.d];
      const residual = { data: await this.#output(runs, 0, { start: from, end: to }), dims };
      const mirror = { start: length - to, end: length - from };
      const feeds =
        network.strands === 2
          ? { residual, mirrored: { data: await this.#output(runs, 1, mirror), dims } }
          : { residual };
      const outputs = await this.#head.run(feeds, {}, [output]);
      const positions =
        runs[0]?.sequence.positions(from, to) ??
        Int32Array.from({ length: to - from }, (_, i) => from + i);
      const values = defined(outputs[output]);
      expectFiniteOutput(output, values, this.#trackHeads, {
        tokens: to - from,
        baseOf: (token) => this.#origin + positions[token]!,
        changedAt: runs[0]?.changedAt,
      });
      yield { start: from, positions, values };
    }
  }

  /** Last layer's output of some tokens of one strand, `[t, d]`. */
  async #output(
    runs: readonly PerturbedRun[],
    strand: number,
    { start, end }: TokenRange,
  ): Promise<Float32Array> {
    const { network, plan } = this.#reference;
    const run = runs[strand];
    const range = (k: number) => run?.range(k) ?? plan.range(k);
    const result = new Float32Array((end - start) * network.d);
    // The chunk of a token is at most as far as the edits grow or shrink the sequence.
    let k = 0;
    let beyond = plan.count;
    while (beyond - k > 1) {
      const middle = Math.floor((k + beyond) / 2);
      if (range(middle).start <= start) k = middle;
      else beyond = middle;
    }
    for (let filled = start; filled < end; k++) {
      const own = range(k);
      const stop = Math.min(end, own.end);
      if (stop <= filled) continue;
      const inWindow = run && k >= run.window.from && k < run.window.to;
      const layer = network.layers.length;
      const values = inWindow
        ? run.output(k)
        : await this.#reference.residual({ layer, strand, k });
      const part = values.subarray(
        (filled - own.start) * network.d,
        (stop - own.start) * network.d,
      );
      result.set(part, (filled - start) * network.d);
      filled = stop;
    }
    return result;
  }
}
