/** Models that are ONNX graphs of someone else's making: they carry no state and are read in tiles. */
export { identifyGraph } from './identify-graph.ts';
export {
  type GraphInput,
  type GraphManifest,
  readAxes,
  type GraphTrack,
  type GraphTracksOutput,
  type TokensInput,
} from './manifest.ts';
export { holdsGraph, readGraphPackage, type GraphPackage } from './package.ts';
export { refuseTiled } from './refuse-tiled.ts';
export { shiftOf, touchedCells } from './tile-geometry.ts';
export { expectMargin, tileCentre, tileForm, type TileForm } from './shape.ts';
