/** Models that are ONNX graphs of someone else's making: they carry no state and are read in tiles. */
export * from './identify-graph.ts';
export * from './manifest.ts';
export * from './package.ts';
export * from './refuse-tiled.ts';
export * from './shape.ts';
