import { fromBinary } from '@bufbuild/protobuf';
import { ModelProtoSchema } from 'onnx-buf';
import { GraphBuilder, type Value } from '../../src-main/model/graph/graph-builder.ts';
import type { Network } from '../../src-main/model/index.ts';
import { kernelTimes, splitProducts } from './kernel-times.ts';

/** A weight that a graph multiplies by: `[input, output]`. */
interface Product {
  readonly input: number;
  readonly output: number;
  readonly weight: Float32Array;
}

/**
 * Seconds that the matrix products of a network take in ONNX Runtime's kernels alone, as its profiler sees
 * them: as many as it is published with, of the same shapes, on the same threads.
 */
export async function secondsOfProducts(
  network: Network,
  length: number,
  threads: number,
): Promise<number> {
  const rows = Math.min(length, mostRows);
  let seconds = 0;
  for (const scan of network.layers[0]!.streamed) {
    const products = productsOf(network.scanGraph(0, scan));
    const widths = [...new Set(products.map(({ input }) => input))];
    const times = await kernelTimes(productGraph(products, widths), rows, { threads });
    seconds += splitProducts(times).products * (length / rows);
  }
  return seconds * network.layers.length * network.strands;
}

/** Rows that products are timed on at the most: more take as long, each. */
const mostRows = 2048;

/** Of the kernels' time in the graphs of a layer's stages, the part that is matrix products. */
export async function shareOfProducts(network: Network): Promise<number> {
  const sum = { products: 0, others: 0 };
  for (const scan of network.layers[0]!.streamed) {
    const { inputProjection, select, outputProjection } = network.stagedScan(0, scan);
    for (const graph of [inputProjection, select, outputProjection]) {
      if (!graph) continue;
      const { products, others } = splitProducts(await kernelTimes(graph(), 512, { threads: 1 }));
      sum.products += products;
      sum.others += others;
    }
  }
  return sum.products / (sum.products + sum.others);
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
