/**
 * PyTorch files of a state dict: reads the tensors, and runs nothing.
 *
 *     const file = PytorchFile.open('pytorch_model.bin');
 *     const embedding = file.floats('embedder.weight');
 */
export { PytorchFile } from './pytorch-file.ts';
