import { defined } from '../../../contract/index.ts';
import type { Network } from '../../../model/index.ts';
import type { ChunkPlan } from '../../../sequence/index.ts';
import type { ChunkedTensor } from '../chunked-tensor.ts';
import { Embedding } from '../embed.ts';
import { openTensors } from '../pass-tensors.ts';
import { runLayers, type StepDone } from '../pass.ts';
import { BorderStates } from './border-states.ts';
import type { ScanPool } from './scan-pool.ts';

/** Which chunk of which strand, before which layer. */
export interface ChunkPlace {
  readonly layer: number;
  readonly strand: number;
  readonly k: number;
}

/**
 * The pass over the unchanged sequence, kept so that changed ones can be compared with it and borrow
 * from it: the states at all borders, the last layer's output, and any chunk's residual before any
 * layer, from memory where it fits and computed again from the states where it does not.
 */
export class ReferenceRun {
  readonly network: Network;
  readonly plan: ChunkPlan;
  readonly states: BorderStates;
  readonly embedding: Embedding;
  /** Contig coordinate of the first token, 0-based. */
  readonly origin: number;
  readonly #pool: ScanPool;
  readonly #kept = new Map<string, Float32Array>();
  /** By strand; in the end the output of the last layer. */
  #residuals: readonly ChunkedTensor[] = [];
  #room: number;

  /** `room`: bytes that may be taken for residuals between the layers. */
  constructor(
    network: Network,
    plan: ChunkPlan,
    tokens: Uint8Array,
    context: { readonly pool: ScanPool; readonly room: number; readonly origin: number },
  ) {
    this.network = network;
    this.plan = plan;
    this.states = new BorderStates(network);
    this.embedding = new Embedding(network, plan, tokens);
    this.#pool = context.pool;
    this.#room = context.room;
    this.origin = context.origin;
  }

  /** Reads the whole sequence. To be called once, first. */
  async run(onStep: (step: StepDone) => void): Promise<void> {
    const { network, plan, embedding } = this;
    const tensors = await openTensors(network, plan, { embedding });
    this.#residuals = tensors.residuals;
    const start = { layer: 0, scan: 0 };
    await runLayers(network, tensors, start, {
      origin: this.origin,
      openScan: (layer, scan) => this.#pool.borrow(layer, scan),
      onStep,
      onStates: (place, k, states) => this.states.keep(place, k, states),
      onLayer: (layer) => this.#keepLayer(layer),
    });
  }

  /** Residual `[t, d]` of a chunk as it enters `layer`; after the last one, its output. */
  async residual({ layer, strand, k }: ChunkPlace): Promise<Float32Array> {
    if (layer === this.network.layers.length) return this.#outputOf(strand, k);
    if (layer === 0) return this.#embedded(strand, k);
    const key = keyOf({ layer, strand, k });
    const kept = this.#kept.get(key);
    if (kept) return kept;
    const place = { layer: layer - 1, strand, k };
    const residual = await this.residual(place);
    let layerOutput = residual;
    for (const scan of defined(this.network.layers[place.layer]).streamed.keys()) {
      layerOutput = await this.#mix(place, scan, residual, layerOutput);
    }
    this.#keep(key, layerOutput);
    return layerOutput;
  }

  /** What `residual` gives, where it costs nothing. */
  atHand({ layer, strand, k }: ChunkPlace): Float32Array | undefined {
    if (layer === this.network.layers.length) return this.#outputOf(strand, k);
    return this.#kept.get(keyOf({ layer, strand, k }));
  }

  /** Partial `[t, forwardPartialWidth]` that the scans before `scan` leave for it. */
  async forwardPartial(place: ChunkPlace, scan: number): Promise<Float32Array | undefined> {
    const residual = await this.residual(place);
    let layerOutput: Float32Array | undefined;
    for (let before = 0; before < scan; before++) {
      layerOutput = await this.#mix(place, before, residual, layerOutput);
    }
    return layerOutput;
  }

  async #mix(
    { layer, strand, k }: ChunkPlace,
    index: number,
    residual: Float32Array,
    forwardPartial: Float32Array | undefined,
  ): Promise<Float32Array> {
    const scan = defined(defined(this.network.layers[layer]).streamed[index]);
    const item = {
      tokens: this.plan.tokens(k),
      residual,
      forwardPartial: scan.readsForwardPartial ? forwardPartial : undefined,
      states: this.states.entering({ layer, strand, scan: index }, k),
      first: k === (scan.direction === 'reverse' ? this.plan.count - 1 : 0),
    };
    const [result] = await this.#pool.run(layer, scan, [item]);
    return defined(result).layerOutput;
  }

  /** Before each layer the residual of the whole sequence is at hand: as much as fits is kept. */
  #keepLayer(layer: number): void {
    if (layer === 0) return;
    for (let k = 0; k < this.plan.count; k++) {
      for (const strand of this.#residuals.keys()) {
        this.#keep(keyOf({ layer, strand, k }), this.#outputOf(strand, k));
      }
    }
  }

  #keep(key: string, values: Float32Array): void {
    if (this.#room < values.byteLength) return;
    this.#room -= values.byteLength;
    this.#kept.set(key, values.slice());
  }

  #embedded(strand: number, k: number): Float32Array {
    const into = new Float32Array(this.plan.tokens(k) * this.network.d);
    this.embedding.fill(strand, k, into);
    return into;
  }

  #outputOf(strand: number, k: number): Float32Array {
    return defined(this.#residuals[strand]).chunk(k);
  }
}

function keyOf({ layer, strand, k }: ChunkPlace): string {
  return `${layer} ${strand} ${k}`;
}
