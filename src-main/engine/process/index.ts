export { askForKernel, computePass, probe } from './compute-client.ts';
export { computeEdits } from './edit-client.ts';
export { LastLine } from './last-line.ts';
export { computeEnvironment, type StartComputeProcess } from './start-compute-process.ts';
