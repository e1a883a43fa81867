/** Comparison of a model with reference outputs, tensor by tensor. */
export { verifyModel } from './verify-model.ts';
