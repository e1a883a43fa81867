/** ONNX graphs of someone else's making, read in tiles. */
export { tiledModel } from './tiled-model.ts';
