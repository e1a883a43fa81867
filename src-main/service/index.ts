/**
 * The workbench without a window: what the command line and the desktop do, in plain TypeScript.
 *
 *     const locations = findLocations();
 *     const library = new ModelLibrary(locations);
 *     const model = await loadModel(library.find('hawk-tutorial'));
 *     const prediction = await predictRegion(region, settings, { fasta, model, cache, ... });
 *     await exportPredictions({ predictions: [prediction], contigs: fasta.contigs, path });
 */
export * from './cache-care.ts';
export * from './candidates/index.ts';
export * from './consensus/index.ts';
export * from './dependencies/index.ts';
export * from './doctor.ts';
export * from './context-effect.ts';
export { defaultTolerance } from './edits/change-interval.ts';
export * from './effects/index.ts';
export * from './embeddings/index.ts';
export * from './error-advice.ts';
export * from './evaluate/index.ts';
export * from './export/index.ts';
export * from './heads/index.ts';
export * from './hub/index.ts';
export * from './import/index.ts';
export * from './locations.ts';
export * from './metrics/index.ts';
export * from './model-card.ts';
export * from './model-library.ts';
export * from './model-tracks.ts';
export * from './places/index.ts';
export * from './predict-raw.ts';
export * from './predict.ts';
export * from './probes/index.ts';
export * from './tutorial/index.ts';
export * from './variants/index.ts';
export * from './verify-model.ts';
export * from './workbench/index.ts';
export {
  computeEnvironment,
  LastLine,
  type ComputeProcess,
  type StartComputeProcess,
} from '../engine/index.ts';
export {
  parserNodeOptions,
  startParsersBy,
  type ParserReply,
  type StartParser,
} from '../readers/index.ts';
export * from './workspace.ts';
