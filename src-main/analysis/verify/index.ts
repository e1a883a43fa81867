export { verifyModel } from './verify-model.ts';
