import type { KernelReport } from '../../contract/index.ts';
import { loadKernel } from './native-kernel.ts';

/** Loads the kernel and has it compute something: one that is there but wrong counts as not available. */
export function probeKernel(): KernelReport {
  const { kernel, ...none } = loadKernel();
  if (kernel === undefined) return { available: false, ...(none as { reason: string }) };
  const x = Float32Array.from({ length: 64 }, (_, i) => (i - 32) / 4);
  const y = new Float32Array(x.length);
  kernel.apply('exp', x, y);
  const off = Math.max(...x.map((value, i) => Math.abs(y[i]! / Math.exp(value) - 1)));
  return off < 1e-6
    ? { available: true, reason: kernel.instructionSets()[0]! }
    : { available: false, reason: `gave wrong numbers (off by ${off})` };
}
