import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { programFiles } from '../home/index.ts';
import type { NativeKernel } from './native-kernel.ts';
import type { NativeRunner } from './native-runner.ts';

export type NativeModule = NativeKernel & NativeRunner;

/** The native module, or in words why there is none. */
export type NativeFound =
  { readonly module: NativeModule } | { readonly module?: undefined; readonly reason: string };

let found: NativeFound | undefined;

/**
 * Loads the native module, once. Only a compute process may: what crashes in it takes its process
 * along. The file is the one that `MEGABASE_KERNEL` names, else what `npm run build:kernel` made here,
 * else what ships for this platform.
 */
export function loadNative(): NativeFound {
  return (found ??= load());
}

/** The module in a folder of models: what was built in it, else what ships for this platform. */
export function nativeFile(models: string): string {
  const folder = join(models, 'kernel');
  const built = join(folder, 'build/kernel.node');
  const shipped = join(folder, 'prebuilds', `${process.platform}-${process.arch}`, 'kernel.node');
  return !existsSync(built) && existsSync(shipped) ? shipped : built;
}

function load(): NativeFound {
  const path = process.env['MEGABASE_KERNEL'] ?? nativeFile(programFiles.models);
  if (!existsSync(path)) return { reason: `it is not built: there is no ${path}` };
  try {
    // Not by `require`, which takes a file of any other name for JavaScript.
    const loaded = { exports: {} };
    process.dlopen(loaded, path);
    const module = loaded.exports as NativeModule;
    // An exit frees what threads compute with that Node knows nothing of.
    process.once('exit', () => module.endTaskThreads());
    return { module };
  } catch (error) {
    return { reason: `${path} cannot be loaded: ${(error as Error).message}` };
  }
}
