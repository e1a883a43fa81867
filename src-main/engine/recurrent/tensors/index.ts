/** What a pass keeps between chunks and layers, in memory or in files. */
export { Checkpoint, type Position } from './checkpoint.ts';
export { ChunkedTensor } from './chunked-tensor.ts';
export { Embedding, embedTokens } from './embed.ts';
export { KeptProjections } from './kept-projections.ts';
export { openCheckpoint } from './open-checkpoint.ts';
export { openPassTensors, type PassTensors } from './pass-tensors.ts';
