/** The native kernel for directional scans: found, held against plain arithmetic, and called. */
export { type KernelContext } from './kernel-context.ts';
export {
  createNorm,
  createParameters,
  kernelCovers,
  openRecurrence,
  type KernelRecurrence,
} from './kernel-recurrence.ts';
export { kernelLikelihood } from './kernel-likelihood.ts';
export { KernelScratch } from './kernel-scratch.ts';
export { probeKernel } from './probe-kernel.ts';
export { soundKernel } from './sound-kernel.ts';
