/**
 * The exact streaming pass, run in a compute process of its own. This door starts that process and
 * never loads ONNX Runtime itself.
 *
 *     await computePass(job, { onReply: (reply) => ..., onNote: console.error }, signal);
 */
export {
  type BinPiece,
  type BinPieces,
  type EmbedRequest,
  type PartialReading,
  type PassBegun,
  type PassJob,
  type PerturbationResult,
  type PerturbationTask,
  type PerturbationWork,
  type RawValues,
  type Reply,
  WindowMeans,
} from './jobs/index.ts';
export { allowedMemory, foreseeMemory, windowsThatFit } from './memory/index.ts';
export { foreseePerturbations } from './perturbation-plan/index.ts';
export {
  LastLine,
  askForKernel,
  computeEnvironment,
  computeNodeOptions,
  computePass,
  computePerturbations,
  forkComputeProcess,
  giveBack,
  keepComputeProcess,
  probe,
  type StartComputeProcess,
} from './process/index.ts';
export { engineVersion } from './version.ts';
