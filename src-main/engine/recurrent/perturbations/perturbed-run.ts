import { defined } from '../../../contract/index.ts';
import {
  mirrorEdits,
  EditedSequence,
  reverseComplement,
  type Edit,
} from '../../../sequence/index.ts';
import { embedTokens } from '../embed.ts';
import { layerNotFinite } from '../not-finite.ts';
import { findFault } from '../scan-fault.ts';
import { zeroStates, type States } from '../scan-runner.ts';
import type { ReferenceRun } from './reference-run.ts';
import type { BatchItem, BatchItemResult } from './scan-pool.ts';

/** A directional scan of a layer, by number. */
export interface ScanPlace {
  readonly layer: number;
  readonly scan: number;
}

/**
 * One strand of an edited sequence on its way through the layers: the chunks that are not as in the
 * reference run, and no others.
 *
 * A directional scan starts at the window's edge with the state that the reference run had there. At the far edge it
 * compares the state that it leaves with the reference run's; while they differ, the window takes in the
 * next chunk. Nothing is computed twice, and what lies outside is as it was.
 */
export class PerturbedRun {
  readonly strand: number;
  readonly sequence: EditedSequence;
  readonly #reference: ReferenceRun;
  readonly #tolerance: number;
  /** Chunks `[from, to)` differ from the reference run. */
  #from: number;
  #to: number;
  readonly #residual = new Map<number, Float32Array>();
  readonly #forwardPartial = new Map<number, Float32Array>();

  constructor(reference: ReferenceRun, strand: number, edits: readonly Edit[], tolerance: number) {
    this.strand = strand;
    this.#reference = reference;
    this.#tolerance = tolerance;
    const { length, size } = reference.plan;
    const complement = reference.network.complement();
    const own =
      strand === 0
        ? edits
        : mirrorEdits(edits, length, (tokens) => reverseComplement(tokens, complement));
    this.sequence = new EditedSequence(defined(reference.embedding.strands[strand]), own);
    // An insertion stands with the token before it.
    const [first, last] = [defined(own[0]), defined(own.at(-1))];
    const anchor = first.end > first.start ? first.start : Math.max(0, first.start - 1);
    this.#from = Math.floor(anchor / size);
    this.#to = Math.max(this.#from + 1, Math.ceil(last.end / size));
    for (let k = this.#from; k < this.#to; k++) {
      const range = this.range(k);
      const into = new Float32Array((range.end - range.start) * reference.network.d);
      const tokens = this.sequence.tokens(range.start, range.end);
      embedTokens(reference.network, reference.embedding.table, tokens, into);
      this.#residual.set(k, into);
    }
  }

  /** Chunks that differ from the reference run, half-open. */
  get window(): { readonly from: number; readonly to: number } {
    return { from: this.#from, to: this.#to };
  }

  /** Contig coordinate of the first change, 0-based. */
  get changedAt(): number {
    const { edits } = this.sequence;
    return this.#baseOf(
      this.strand === 0 ? defined(edits[0]).start : defined(edits.at(-1)).end - 1,
    );
  }

  /** Floats that the run holds. */
  get size(): number {
    let floats = 0;
    for (const values of this.#residual.values()) floats += values.length;
    for (const values of this.#forwardPartial.values()) floats += values.length;
    return floats;
  }

  /** Tokens of chunk `k` in the edited sequence. */
  range(k: number): { start: number; end: number } {
    const { start, end } = this.#reference.plan.range(k);
    const last = k === this.#reference.plan.count - 1;
    return {
      start: k === 0 ? 0 : this.sequence.indexOf(start),
      end: last ? this.sequence.length : this.sequence.indexOf(end),
    };
  }

  /** Output of the layers for a chunk of the window. */
  output(k: number): Float32Array {
    return defined(this.#residual.get(k));
  }

  /** Walks one directional scan, a chunk a step, for as long as there is something to do. */
  async *walk(place: ScanPlace): AsyncGenerator<BatchItem, void, BatchItemResult> {
    const { network, plan, states: borders } = this.#reference;
    const scan = defined(defined(network.layers[place.layer]).streamed[place.scan]);
    const reverse = scan.direction === 'reverse';
    const at = { ...place, strand: this.strand };
    let k = reverse ? this.#to - 1 : this.#from;
    let states: States =
      k === (reverse ? plan.count - 1 : 0) ? zeroStates(scan.states) : borders.entering(at, k);
    for (;;) {
      const { start, end } = this.range(k);
      const item = {
        tokens: end - start,
        residual: defined(this.#residual.get(k)),
        forwardPartial: scan.readsForwardPartial ? this.#forwardPartial.get(k) : undefined,
        states,
        first: reverse ? end === this.sequence.length : start === 0,
      };
      const result = yield item;
      const fault = findFault(scan, { ...item, batch: 1, into: result.layerOutput }, result.states);
      if (fault) {
        const { direction } = scan;
        const [base, changedAt] = [this.#baseAt(start + fault.token), this.changedAt];
        throw layerNotFinite(network, fault, { ...at, direction, base, changedAt });
      }
      if (scan.writes === 'partial') this.#forwardPartial.set(k, result.layerOutput);
      else this.#residual.set(k, result.layerOutput);
      states = result.states;
      k += reverse ? -1 : 1;
      if (k < 0 || k >= plan.count) break;
      if (k >= this.#from && k < this.#to) continue;
      if (borders.agree(at, k, states, this.#tolerance)) break;
      await this.#include(k, place);
    }
    if (scan.writes === 'residual') this.#forwardPartial.clear();
  }

  /** Lets go of chunks at the window's edges that came out of a layer as in the reference run. */
  trim(layer: number): void {
    while (this.#to - this.#from > 1 && this.#isAsReference(layer, this.#from))
      this.#drop(this.#from++);
    while (this.#to - this.#from > 1 && this.#isAsReference(layer, this.#to - 1))
      this.#drop(--this.#to);
  }

  #isAsReference(layer: number, k: number): boolean {
    const reference = this.#reference.atHand({ layer: layer + 1, strand: this.strand, k });
    const own = defined(this.#residual.get(k));
    if (reference?.length !== own.length) return false;
    let squares = 0;
    for (const value of reference) squares += value * value;
    const limit = this.#tolerance * Math.sqrt(squares / reference.length);
    return own.every((value, i) => Math.abs(value - reference[i]!) <= limit);
  }

  #drop(k: number): void {
    this.#residual.delete(k);
  }

  /** Contig coordinate of a token of this strand of the edited sequence, 0-based. */
  #baseAt(token: number): number {
    return this.#baseOf(this.sequence.positions(token, token + 1)[0] ?? token);
  }

  #baseOf(position: number): number {
    const { origin, plan } = this.#reference;
    return origin + (this.strand === 0 ? position : plan.length - 1 - position);
  }

  async #include(k: number, { layer, scan }: ScanPlace): Promise<void> {
    const place = { layer, strand: this.strand, k };
    this.#residual.set(k, await this.#reference.residual(place));
    const forwardPartial = await this.#reference.forwardPartial(place, scan);
    if (forwardPartial) this.#forwardPartial.set(k, forwardPartial);
    this.#from = Math.min(this.#from, k);
    this.#to = Math.max(this.#to, k + 1);
  }
}
