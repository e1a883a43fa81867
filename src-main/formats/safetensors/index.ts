/** safetensors: reads and writes tensors. */
export { SafetensorsFile, type TensorSpec } from './safetensors-file.ts';
export { Safetensors, type TensorEntry } from './safetensors.ts';
