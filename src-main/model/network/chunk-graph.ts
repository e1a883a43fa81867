import { defined } from '../../contract/index.ts';
import { GraphBuilder, type GraphTarget, type Value } from '../graph/index.ts';
import type { DirectionalScan, NetworkShape, StateSpec } from './network.ts';
import { PackedPorts, type ScanPorts } from './scan-ports.ts';

/**
 * True where every token depends on those before it alone: one strand, and one forward scan a layer.
 * Then all layers of a chunk can run before the next chunk is looked at.
 */
export function readsForward({
  strands,
  layers,
}: Pick<NetworkShape, 'strands' | 'layers'>): boolean {
  return (
    strands === 1 &&
    layers.every(({ streamed }) => streamed.length === 1 && streamed[0]?.direction === 'forward')
  );
}

/** The states of all layers, in the order in which a chunk's graph packs them. */
function packedStates({ layers }: Pick<NetworkShape, 'layers'>): StateSpec[] {
  return layers.flatMap(({ streamed }) => streamed.flatMap(({ states }) => states));
}

/** Values of all layers' states of one sequence. */
export function packedWidth(network: Pick<NetworkShape, 'layers'>): number {
  const sizes = packedStates(network).map(({ shape }) => shape.reduce((a, b) => a * b, 1));
  return sizes.reduce((a, b) => a + b, 0);
}

/** What a family adds to the graph of a chunk. */
export interface ChunkParts {
  /** `[v, d]`, scaled. */
  readonly embedding: Float32Array;
  /** One layer as nodes, `residual [1,t,d]` in and out. */
  readonly layer: (
    g: GraphBuilder,
    residual: Value,
    place: { readonly layer: number; readonly scan: DirectionalScan; readonly ports: ScanPorts },
  ) => Value;
  /** The head, down to the graph's outputs. */
  readonly head: (g: GraphBuilder, residual: Value) => void;
}

/**
 * All layers and the head of a network that reads forward, as one ONNX graph: `ids [1,t]` (int32),
 * `states [1,s]` and `first [1,1,1]` in, which is 1 at the sequence's start; `states_next` and
 * `states_home [1,s]`, the same values, and the head's outputs out. Nothing of a chunk but its ids and what the head says of it need leave a
 * device, and no tensor is as long as the sequence.
 */
export function chunkGraph(
  { name, target }: { readonly name: string; readonly target: GraphTarget },
  network: Pick<NetworkShape, 'd' | 'vocabSize' | 'layers'>,
  { embedding, layer, head }: ChunkParts,
): Uint8Array {
  const g = new GraphBuilder(`${name} chunk`, target);
  const ids = g.integerInput('ids', [1, 't']);
  const tokens = g.node('Shape', [ids], { attributes: { start: 1 } });
  const ports = new PackedPorts(g, packedWidth(network), tokens);
  let residual = g.node('Gather', [g.weight(embedding, [network.vocabSize, network.d]), ids]);
  for (const [index, { streamed }] of network.layers.entries()) {
    residual = layer(g, residual, { layer: index, scan: defined(streamed[0]), ports });
  }
  ports.finish();
  head(g, residual);
  return g.encode();
}
