/** What is computed on a GPU, and on the CPU from the moment on at which that GPU fails. */
export { ComputePlace, type Movable } from './compute-place.ts';
