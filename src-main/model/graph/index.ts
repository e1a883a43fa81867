/** Builds ONNX graphs in memory. */
export { checksumHolds, withChecksum } from './checksum.ts';
export { GraphBuilder, type Value } from './graph-builder.ts';
export {
  causalConv,
  flipTokens,
  gatedScan,
  geluTanh,
  layerNorm,
  linear,
  rmsNorm,
  silu,
  splitChannels,
  type Matrix,
} from './operators.ts';
