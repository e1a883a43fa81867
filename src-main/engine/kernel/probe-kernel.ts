import { defined, type KernelReport } from '../../contract/index.ts';
import { soundKernel } from './sound-kernel.ts';

/** Whether there is a kernel whose numbers are right here, and what it computes with. */
export function probeKernel(): KernelReport {
  const found = soundKernel();
  return found.kernel === undefined
    ? { available: false, reason: found.reason }
    : { available: true, reason: defined(found.kernel.instructionSets()[0]) };
}
