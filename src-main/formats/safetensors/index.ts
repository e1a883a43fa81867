/** safetensors: reads and writes tensors. */
export { SafetensorsFile, type TensorSpec } from './safetensors-file.ts';
export { Safetensors } from './safetensors.ts';
