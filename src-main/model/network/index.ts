/** A network as its graphs and its recurrence, whatever its family. */
export { chunkGraph, packedWidth, readsForward } from './chunk-graph.ts';
export { embeddingGraph, identityGraph, strandsGraph } from './device-graphs.ts';
export {
  type DirectionalScan,
  type LayerPlan,
  type Network,
  type NetworkShape,
  plainScanOptions,
  type ScanGraphOptions,
  type StateSpec,
} from './network.ts';
export type { BlockDiagonal, Recurrence, StagedScan } from './recurrence.ts';
export { NamedPorts, type ScanPorts } from './scan-ports.ts';
