import { describe } from 'vitest';
import { loadKernel } from '../../src-main/engine/kernel/native-kernel.ts';

/** The native kernel, where it is built. */
export const { kernel } = loadKernel();

/** The same tests for every instruction set of this processor; `use` is to be called in each. */
export function onEachInstructionSet(tests: (use: () => void) => void): void {
  describe.each(kernel?.instructionSets() ?? [])('%s', (name) => {
    tests(() => kernel!.useInstructionSet(name));
  });
}
