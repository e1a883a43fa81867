import { defined } from '../../../contract/index.ts';
import type { DirectionalScan, GraphCache, Network } from '../../../model/index.ts';
import {
  openSession,
  type GraphSession,
  type SessionOptions,
} from '../../../model/session/index.ts';
import { choosePieces } from '../device/index.ts';
import { marksOf, type ScanRunner, type ScanStep, type States } from '../scan-runner.ts';

/** Tokens of a call for which a GPU's scans are split. */
const splitTokens = 4096;

/** A directional scan as one ONNX graph. */
export class GraphScanRunner implements ScanRunner {
  readonly #session: GraphSession;
  readonly #network: Network;
  readonly #scan: DirectionalScan;

  private constructor(session: GraphSession, network: Network, scan: DirectionalScan) {
    this.#session = session;
    this.#network = network;
    this.#scan = scan;
  }

  static async open(
    network: Network,
    layer: number,
    scan: DirectionalScan,
    options: { graphs: GraphCache; session: SessionOptions; width?: number | undefined },
  ): Promise<GraphScanRunner> {
    const isGpu = options.session.provider !== 'cpu';
    // What is open for one chunk serves batches, too: it is split as for a single sequence.
    const size = { batch: 1, tokens: splitTokens };
    const pieces = isGpu ? choosePieces(network, size, options.width) : 1;
    const target = isGpu ? 'gpu' : 'cpu';
    const path = options.graphs.scan(network, layer, scan, { pieces, target });
    return new GraphScanRunner(await openSession(path, options.session), network, scan);
  }

  async run(step: ScanStep): Promise<States> {
    const { d, forwardPartialWidth } = this.#network;
    const { batch, tokens } = step;
    const layerOutputWidth = this.#scan.writes === 'partial' ? forwardPartialWidth : d;
    const tensor = (data: Float32Array, ...dims: number[]) => ({ data, dims });
    const feeds = { residual: tensor(step.residual, batch, tokens, d) } as Parameters<
      GraphSession['run']
    >[0] as Record<string, { data: Float32Array; dims: readonly number[] }>;
    if (step.forwardPartial)
      feeds['partial'] = tensor(step.forwardPartial, batch, tokens, forwardPartialWidth);
    for (const { name, shape } of this.#scan.states) {
      feeds[name] = { data: defined(step.states[name]), dims: [batch, ...shape] };
    }
    Object.assign(feeds, marksOf(this.#scan, step));
    const into = { layer_output: tensor(step.into, batch, tokens, layerOutputWidth) };
    const names = this.#scan.states.map(({ name }) => name);
    const outputs = await this.#session.run(
      feeds,
      into,
      names.map((name) => `${name}_next`),
    );
    return Object.fromEntries(names.map((name) => [name, defined(outputs[`${name}_next`])]));
  }

  release(): Promise<void> {
    return this.#session.release();
  }
}
