import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { programFolder } from '../home/index.ts';
import type { NativeKernel } from './native-kernel.ts';
import type { NativeRunner } from './native-runner.ts';

export type NativeModule = NativeKernel & NativeRunner;

/** The native module, or in words why there is none. */
export type NativeFound =
  { readonly module: NativeModule } | { readonly module?: undefined; readonly reason: string };

let found: NativeFound | undefined;

/**
 * Loads the native module, once. Only a compute process may: what crashes in it takes its process
 * along. `MEGABASE_KERNEL` names another file than the one that `npm run build:kernel` makes.
 */
export function loadNative(): NativeFound {
  return (found ??= load());
}

function load(): NativeFound {
  const built = join(programFolder, 'native-models/kernel/build/kernel.node');
  const path = process.env['MEGABASE_KERNEL'] ?? built;
  if (!existsSync(path)) return { reason: `it is not built: there is no ${path}` };
  try {
    // Not by `require`, which takes a file of any other name for JavaScript.
    const loaded = { exports: {} };
    process.dlopen(loaded, path);
    return { module: loaded.exports as NativeModule };
  } catch (error) {
    return { reason: `${path} cannot be loaded: ${(error as Error).message}` };
  }
}
