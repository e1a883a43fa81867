/** Builds ONNX graphs in memory. */
export { checksumHolds, withChecksum } from './checksum.ts';
export { withExternalData } from './external-data.ts';
export { GraphBuilder, type GraphTarget, type Value } from './graph-builder.ts';
export {
  causalConv,
  flipTokens,
  gatedScan,
  geluTanh,
  groupedRmsNorm,
  layerNorm,
  linear,
  rmsNorm,
  silu,
  splitChannels,
  type Matrix,
} from './operators.ts';
export { oneMinusSquaredExp, softplus } from './small-arguments.ts';
export { splitScan } from './split-scan.ts';
