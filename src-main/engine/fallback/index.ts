/** What is computed on a GPU, and on the CPU from the moment on at which that GPU fails. */
export { ComputePlace } from './compute-place.ts';
