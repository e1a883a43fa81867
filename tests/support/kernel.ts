import { describe } from 'vitest';
import { loadNative } from '../../src-main/native/index.ts';

/** The native kernel, where it is built. */
export const { module: kernel } = loadNative();

/** The same tests for every instruction set of this processor; `use` is to be called in each. */
export function onEachInstructionSet(tests: (use: () => void) => void): void {
  describe.each(kernel?.instructionSets() ?? [])('%s', (name) => {
    tests(() => kernel!.useInstructionSet(name));
  });
}
