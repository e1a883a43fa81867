/**
 * Model packages and the compiler from weights to ONNX graphs. Nothing here loads ONNX Runtime:
 * `session.ts` and `probe.ts` do, and are imported by the compute process alone.
 *
 *     const model = readModelPackage('native-models/hawk-tutorial');
 *     const { network } = openNetwork(model);
 *     const bytes = network.sweepGraph(0, network.layers[0].whole);
 */
export * from './activations.ts';
export * from './graph-cache.ts';
export * from './heads/index.ts';
export * from './hub-cache.ts';
export * from './manifest.ts';
export * from './network.ts';
export * from './not-finite.ts';
export * from './open-network.ts';
export * from './outputs.ts';
export * from './package.ts';
export * from './read-json.ts';
export * from './recurrence.ts';
export * from './safetensors.ts';
export * from './tensors.ts';
export * from './tiled/index.ts';
export * from './vocabulary/index.ts';
export * from './weight-files.ts';
