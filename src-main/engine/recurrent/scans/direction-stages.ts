import { defined } from '../../../contract/index.ts';
import type { Network, StagedScan, DirectionalScan } from '../../../model/index.ts';
import { openSession, type GraphSession } from '../../../model/session/index.ts';
import {
  openRecurrence,
  type KernelRecurrence,
  type KernelScratch,
  type KernelContext,
} from '../../kernel/index.ts';
import type { States } from '../scan-runner.ts';

/**
 * Bytes of a block's values between the products. They are to stay in the processor's caches: 4 MB
 * were faster than 8 and 16, and no slower than 2 (Caduceus 256 x 16, 1 MB of L2 a core).
 */
const blockBytes = 4e6;

/** Most that may be kept of a sequence's input projection for its other direction, bytes. */
const keptBytes = 64e6;

/** A sequence's chunk on its way through one direction. */
export interface DirectionStep {
  readonly tokens: number;
  /** True where the chunk holds the token at which the direction starts. */
  readonly first: boolean;
  /** `[t, d]` */
  readonly residual: Float32Array;
  readonly forwardPartial: Float32Array | undefined;
  /** Changed in place. */
  readonly states: States;
  readonly into: Float32Array;
  /** True where the other direction reads the same chunk next. */
  readonly otherFollows: boolean;
}

interface Graphs {
  readonly inputProjection: GraphSession;
  readonly select: GraphSession | undefined;
  readonly outputProjection: GraphSession | undefined;
}

/** One direction of a layer: its graphs and, between them, its recurrence in the kernel. */
export class DirectionStages {
  readonly #scan: DirectionalScan;
  readonly #staged: StagedScan;
  readonly #graphs: Graphs;
  readonly #recurrence: KernelRecurrence;
  readonly #scratch: KernelScratch;
  /** The direction that runs before this one and enters as this one does. */
  readonly #before: DirectionStages | undefined;
  /** Widths of residual, partial and result. */
  readonly #widths: {
    readonly d: number;
    readonly forwardPartial: number;
    readonly layerOutput: number;
  };
  /** True while the scratch memory holds what entered the whole chunk. */
  #hasKept = false;

  private constructor(
    { d, forwardPartialWidth }: Network,
    scan: DirectionalScan,
    staged: StagedScan,
    before: DirectionStages | undefined,
    graphs: Graphs,
    { kernel, scratch, session: { threads } }: KernelContext,
  ) {
    this.#scan = scan;
    this.#staged = staged;
    this.#graphs = graphs;
    this.#before = before;
    this.#scratch = scratch;
    const reverse = scan.direction === 'reverse';
    this.#recurrence = openRecurrence(kernel, staged, { reverse, threads });
    const layerOutput = scan.writes === 'partial' ? forwardPartialWidth : d;
    this.#widths = { d, forwardPartial: forwardPartialWidth, layerOutput };
  }

  /** `before`: the direction that runs first over the same chunks, if there is one. */
  static async open(
    network: Network,
    { layer, scan }: { readonly layer: number; readonly scan: DirectionalScan },
    before: DirectionStages | undefined,
    context: KernelContext,
  ): Promise<DirectionStages> {
    const staged = network.stagedScan(layer, scan);
    const { direction } = scan;
    const open = (stage: string, compile: () => Uint8Array) =>
      openSession(context.graphs.stage(layer, stage, compile), context.session);
    const twin = staged.sharesInputProjection ? before : undefined;
    const entering = staged.sharesInputProjection ? 'enter' : `enter-${direction}`;
    const graphs = {
      inputProjection: twin
        ? twin.#graphs.inputProjection
        : await open(entering, staged.inputProjection),
      select: staged.select && (await open(`select-${direction}`, staged.select)),
      outputProjection:
        staged.outputProjection && (await open(`leave-${direction}`, staged.outputProjection)),
    };
    return new DirectionStages(network, scan, staged, twin, graphs, context);
  }

  /** Of the convolution and of the scan. */
  get stateNames(): string[] {
    return this.#scan.states.map(({ name }) => name);
  }

  async run(step: DirectionStep): Promise<void> {
    const { inputProjectionWidth, recurrence } = this.#staged;
    const floats = inputProjectionWidth + recurrence.conv.bias.length + 3 * recurrence.channels;
    const fitting = Math.min(2048, Math.max(64, blockBytes / (4 * floats)));
    const size = Math.min(step.tokens, 2 ** Math.floor(Math.log2(fitting)));
    const blocks = Math.ceil(step.tokens / size);
    const isReverse = this.#scan.direction === 'reverse';
    this.#hasKept = step.otherFollows && 4 * step.tokens * inputProjectionWidth <= keptBytes;
    for (let done = 0; done < blocks; done++) {
      const start = (isReverse ? blocks - 1 - done : done) * size;
      await this.#runBlock(step, start, Math.min(step.tokens, start + size), done === 0);
    }
  }

  async release(): Promise<void> {
    if (!this.#before) await this.#graphs.inputProjection.release();
    await this.#graphs.select?.release();
    await this.#graphs.outputProjection?.release();
  }

  async #runBlock(
    step: DirectionStep,
    start: number,
    end: number,
    isFirst: boolean,
  ): Promise<void> {
    const { channels, conv: convolution } = this.#staged.recurrence;
    const { d, forwardPartial, layerOutput } = this.#widths;
    const tokens = end - start;
    const rows = (values: Float32Array, width: number) =>
      values.subarray(start * width, end * width);
    const tensor = (data: Float32Array) => ({ data, dims: [tokens, data.length / tokens] });
    const block = (name: string, width: number) => this.#scratch.floats(name, tokens * width);
    const [conv, scan] = this.stateNames.map((name) => defined(step.states[name])) as [
      Float32Array,
      Float32Array,
    ];
    const residual = tensor(rows(step.residual, d));
    const normed = this.#staged.norm && tensor(block('normed', d));
    if (normed) this.#recurrence.norm(tokens, residual.data, normed.data);

    // 1. Norm and input projection, unless the other direction has had them done.
    const { inputProjectionWidth } = this.#staged;
    const before = this.#before;
    const isThere = before !== undefined && before.#hasKept;
    const inputProjection =
      isThere || this.#hasKept
        ? rows(
            this.#scratch.floats('input projection', step.tokens * inputProjectionWidth),
            inputProjectionWidth,
          )
        : block('input projection', inputProjectionWidth);
    if (!isThere) {
      await this.#graphs.inputProjection.run(normed ? { normed } : { residual }, {
        input_projection: tensor(inputProjection),
      });
    }

    // 2. Convolution.
    const place = { tokens, first: step.first && isFirst, inputProjection };
    const x = block('x', convolution.bias.length);
    this.#recurrence.conv(place, conv, x);

    // 3. What the recurrence depends on.
    const partial = this.#scan.readsForwardPartial
      ? rows(defined(step.forwardPartial), forwardPartial)
      : undefined;
    const takesPartial = this.#staged.recurrence.kind === 'rg-lru';
    const graph = this.#graphs.select;
    const select = graph && block('select', this.#staged.selectWidth);
    if (graph && select) await graph.run({ x: tensor(x) }, { select: tensor(select) });

    // 4. Recurrence, and what the layer makes of it.
    const into = rows(step.into, layerOutput);
    const { outputProjection } = this.#graphs;
    const y = outputProjection ? block('y', channels) : into;
    this.#recurrence.scan(place, x, takesPartial ? partial : select, scan, y);
    if (!outputProjection) return;
    const feeds = {
      y: tensor(y),
      ...(partial && !takesPartial ? { partial: tensor(partial) } : {}),
      ...(this.#staged.readsResidual ? { residual } : {}),
      ...(this.#staged.readsNormed && normed ? { normed } : {}),
    };
    await outputProjection.run(feeds, { layer_output: tensor(into) });
  }
}
