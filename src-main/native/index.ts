/**
 * The program's native code: the kernel that computes recurrences, and the runner that calls ONNX
 * Runtime by its C API. Source: `native-models/kernel/`. Only a compute process loads it.
 */
export {
  maxKernelRank,
  maxKernelStates,
  maxKernelWidth,
  type KernelConv,
  type KernelNorm,
  type KernelRgLru,
  type KernelScan,
  type KernelSsd,
  type NativeKernel,
} from './native-kernel.ts';
export { loadNative, type NativeModule } from './native-module.ts';
export {
  type NativeRunner,
  type RunnerDeviceTensor,
  type RunnerDirection,
  type RunnerGraph,
  type RunnerLayerScan,
  type RunnerTensor,
  type RunnerTaskThreads,
} from './native-runner.ts';
export { openRunner, type RunnerFound } from './open-runner.ts';
