export { askForKernel, computePass, probe } from './compute-client.ts';
export { LastLine } from './last-line.ts';
export { computePerturbations } from './perturbation-client.ts';
export { computeEnvironment, type StartComputeProcess } from './start-compute-process.ts';
