import { fromBinary } from '@bufbuild/protobuf';
import { ModelProtoSchema } from 'onnx-buf';
import { GraphBuilder, type Value } from '../../src-main/model/graph/graph-builder.ts';
import type { Network, DirectionalScan } from '../../src-main/model/index.ts';
import { openSession } from '../../src-main/model/session/index.ts';
import { ChunkPlan } from '../../src-main/sequence/index.ts';

/** A weight that a graph multiplies by: `[input, output]`. */
interface Product {
  readonly input: number;
  readonly output: number;
  readonly weight: Float32Array;
}

/**
 * Seconds that the matrix products of a pass take by themselves, in the same runtime on the same
 * threads: as many, of the same shapes, on chunks of the same size as the pass has them.
 */
export async function secondsOfProducts(
  network: Network,
  length: number,
  chunk: number,
  threads: number,
): Promise<number> {
  const plan = new ChunkPlan(length, chunk);
  const first = network.layers[0]!;
  const scans = plan.count === 1 ? [first.singleChunk] : first.streamed;
  let seconds = 0;
  for (const scan of scans) {
    const scans = network.layers.length * network.strands;
    seconds += scans * (await secondsOfScan(network, scan, plan, threads));
  }
  return seconds;
}

async function secondsOfScan(
  network: Network,
  scan: DirectionalScan,
  plan: ChunkPlan,
  threads: number,
): Promise<number> {
  const products = productsOf(network.scanGraph(0, scan));
  const widths = [...new Set(products.map(({ input }) => input))];
  const session = await openSession(productGraph(products, widths), {
    provider: 'cpu',
    threads,
  });
  const feeds = (tokens: number) =>
    Object.fromEntries(
      widths.map((width) => {
        const dims = [1, tokens, width];
        return [`x${width}`, { data: new Float32Array(tokens * width), dims }];
      }),
    );
  const full = feeds(plan.size);
  const want = products.map((_, i) => `y${i}`);
  await session.run(full, {}, want);
  const began = performance.now();
  for (let k = 0; k < plan.count; k++) {
    await session.run(plan.tokens(k) === plan.size ? full : feeds(plan.tokens(k)), {}, want);
  }
  const seconds = (performance.now() - began) / 1000;
  await session.release();
  return seconds;
}

/** The products of a graph whose right side is a weight. */
function productsOf(graph: Uint8Array): Product[] {
  const { node, initializer } = fromBinary(ModelProtoSchema, graph).graph!;
  const weights = new Map(initializer.map((tensor) => [tensor.name, tensor]));
  return node
    .filter(({ opType }) => opType === 'MatMul')
    .map(({ input: [, name] }) => {
      const { dims, rawData } = weights.get(name!)!;
      const [input, output] = dims.map(Number) as [number, number];
      return { input, output, weight: new Float32Array(rawData.slice().buffer) };
    });
}

/** All products side by side; of each result only the first row leaves the graph. */
function productGraph(products: readonly Product[], widths: readonly number[]): Uint8Array {
  const g = new GraphBuilder('products');
  const inputs = new Map<number, Value>(
    widths.map((width) => [width, g.input(`x${width}`, ['b', 't', width])]),
  );
  const [zero, one] = [g.integers([0]), g.integers([1])];
  products.forEach(({ input, output, weight }, i) => {
    const product = g.node('MatMul', [inputs.get(input)!, g.weight(weight, [input, output])]);
    g.output(`y${i}`, g.node('Slice', [product, zero, one, one]), ['b', 1, output]);
  });
  return g.encode();
}
