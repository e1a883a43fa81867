import { findKernelFault } from './check-kernel.ts';
import { loadNative, type NativeKernel } from '../../native/index.ts';

/** The kernel, or in words why there is none. */
export type KernelFound =
  | { readonly kernel: NativeKernel }
  | {
      readonly kernel?: undefined;
      readonly reason: string;
      /** True where one was loaded that computes wrongly. */
      readonly isWrong?: boolean;
    };

let sound: KernelFound | undefined;

/** The kernel, once it has been held against plain arithmetic in this process, or why there is none. */
export function soundKernel(): KernelFound {
  return (sound ??= expectSoundKernel(findKernel()));
}

function findKernel(): KernelFound {
  const found = loadNative();
  return found.module ? { kernel: found.module } : { reason: found.reason };
}

/** A kernel that is there but wrong counts as none. */
export function expectSoundKernel(found: KernelFound): KernelFound {
  if (found.kernel === undefined) return found;
  try {
    const fault = findKernelFault(found.kernel);
    if (fault === undefined) return found;
    return { reason: `it gives wrong numbers here (${fault})`, isWrong: true };
  } catch (error) {
    return { reason: `it does not work here (${(error as Error).message})`, isWrong: true };
  }
}
