export { askForKernel, computePass, probe } from './compute-client.ts';
export { computePerturbations } from './perturbation-client.ts';
export { LastLine } from './last-line.ts';
export { computeEnvironment, type StartComputeProcess } from './start-compute-process.ts';
