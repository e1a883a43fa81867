/** Starts the compute process, sends it jobs, and restarts it when it dies. */
export { askForKernel, computePass, probe } from './compute-client.ts';
export { giveBack } from './give-back.ts';
export { LastLine } from './last-line.ts';
export { computePerturbations } from './perturbation-client.ts';
export { keepComputeProcess } from './keep-compute-process.ts';
export {
  computeEnvironment,
  computeNodeOptions,
  forkComputeProcess,
  type StartComputeProcess,
} from './start-compute-process.ts';
