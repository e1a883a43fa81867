/** What a pass keeps between chunks and layers, in memory or in files. */
export { Checkpoint, type Position } from './checkpoint.ts';
export { CheckpointPace } from './checkpoint-pace.ts';
export { ChunkedTensor } from './chunked-tensor.ts';
export { Embedding, embedTokens } from './embed.ts';
export { ForwardCheckpoint, type HeadPart } from './forward-checkpoint.ts';
export { KeptProjections } from './kept-projections.ts';
export { openCheckpoint, openForwardCheckpoint } from './open-checkpoint.ts';
export { openPassTensors, type PassTensors } from './pass-tensors.ts';
