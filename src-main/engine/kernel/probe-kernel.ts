import { defined, type KernelReport } from '../../contract/index.ts';
import { soundRunner } from '../../model/session/index.ts';
import { soundKernel } from './sound-kernel.ts';

/** Whether kernel and runner are there and their numbers right, and what they compute with. */
export async function probeKernel(): Promise<KernelReport> {
  const found = soundKernel();
  const own = await soundRunner();
  const runner = own.runner
    ? { available: true, reason: `ONNX Runtime ${own.version} by its C API` }
    : { available: false, reason: own.reason };
  return found.kernel === undefined
    ? { available: false, reason: found.reason, runner }
    : { available: true, reason: defined(found.kernel.instructionSets()[0]), runner };
}
