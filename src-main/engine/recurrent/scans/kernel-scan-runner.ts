import { defined } from '../../../contract/index.ts';
import type { Network, DirectionalScan } from '../../../model/index.ts';
import { DirectionStages } from './direction-stages.ts';
import type { KernelScratch, KernelContext } from '../../kernel/index.ts';
import type { States, ScanRunner, ScanStep } from '../scan-runner.ts';

/**
 * A directional scan as matrix products in ONNX Runtime and, between them, the native kernel: one sequence
 * after the other, and within it one block of tokens. Where a chunk is the whole sequence, the
 * reverse direction runs after the forward one and takes its partial.
 */
export class KernelScanRunner implements ScanRunner {
  readonly #network: Network;
  readonly #stages: readonly DirectionStages[];
  readonly #scratch: KernelScratch;

  private constructor(
    network: Network,
    stages: readonly DirectionStages[],
    scratch: KernelScratch,
  ) {
    this.#network = network;
    this.#stages = stages;
    this.#scratch = scratch;
  }

  static async open(
    network: Network,
    layer: number,
    scan: DirectionalScan,
    context: KernelContext,
  ): Promise<KernelScanRunner> {
    const scans = scan.direction === 'both' ? defined(network.layers[layer]).streamed : [scan];
    const stages: DirectionStages[] = [];
    for (const one of scans) {
      stages.push(await DirectionStages.open(network, { layer, scan: one }, stages[0], context));
    }
    return new KernelScanRunner(network, stages, context.scratch);
  }

  run(step: ScanStep): Promise<States> {
    return this.#scratch.exclusively(() => this.#run(step));
  }

  async release(): Promise<void> {
    for (const stages of this.#stages) await stages.release();
  }

  async #run(step: ScanStep): Promise<States> {
    const { batch, tokens } = step;
    // Those that came in belong to whoever gave them.
    const states = Object.fromEntries(
      this.#stages.flatMap(({ stateNames }) =>
        stateNames.map((name) => [name, defined(step.states[name]).slice()]),
      ),
    );
    const last = this.#stages.length - 1;
    const between = () =>
      this.#scratch.floats('between', tokens * this.#network.forwardPartialWidth);
    for (let b = 0; b < batch; b++) {
      const own = (values: Float32Array) => part(values, b, batch);
      for (const [i, stages] of this.#stages.entries()) {
        await stages.run({
          tokens,
          first: step.first,
          residual: own(step.residual),
          forwardPartial: i > 0 ? between() : step.forwardPartial && own(step.forwardPartial),
          states: Object.fromEntries(
            stages.stateNames.map((name) => [name, own(defined(states[name]))]),
          ),
          into: i === last ? own(step.into) : between(),
          otherFollows: i < last,
        });
      }
    }
    return states;
  }
}

/** The values of sequence `b` of `batch`. */
function part(values: Float32Array, b: number, batch: number): Float32Array {
  const size = values.length / batch;
  return values.subarray(b * size, (b + 1) * size);
}
