/** How files of tensors store numbers, by the names that safetensors has for it. */
export { elementBytes, floatsOf, type Dtype } from './dtype.ts';
