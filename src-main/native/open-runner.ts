import { existsSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { outsideArchive } from '../home/index.ts';
import { loadNative } from './native-module.ts';
import type { NativeRunner } from './native-runner.ts';

/** The runner with its library open, or in words why there is none. */
export type RunnerFound =
  | { readonly runner: NativeRunner; readonly version: string }
  | { readonly runner?: undefined; readonly reason: string };

/** What `onnxruntime-node` calls the library on each system. */
const libraryNames: Partial<Record<NodeJS.Platform, string>> = {
  linux: 'libonnxruntime.so.1',
  darwin: 'libonnxruntime.1.dylib',
  win32: 'onnxruntime.dll',
};

let found: RunnerFound | undefined;

/**
 * The runner on the library that the package `onnxruntime-node` ships, opened once. `MEGABASE_RUNNER=off`
 * leaves all to that package's own binding.
 */
export function openRunner(): RunnerFound {
  return (found ??= open());
}

function open(): RunnerFound {
  if (process.env['MEGABASE_RUNNER'] === 'off') return { reason: 'as asked (MEGABASE_RUNNER=off)' };
  const native = loadNative();
  if (!native.module) return { reason: native.reason };
  if (!('openLibrary' in native.module)) return { reason: 'this build of the kernel has none' };
  try {
    const path = libraryPath();
    if (!existsSync(path)) return { reason: `there is no ${path}` };
    return { runner: native.module, version: native.module.openLibrary(path) };
  } catch (error) {
    return { reason: (error as Error).message };
  }
}

function libraryPath(): string {
  const { platform, arch } = process;
  const name = libraryNames[platform];
  if (name === undefined) throw new Error(`onnxruntime-node has no library for ${platform}`);
  const main = createRequire(import.meta.url).resolve('onnxruntime-node');
  const folder = outsideArchive(dirname(dirname(main)));
  return join(folder, 'bin', 'napi-v6', platform, arch, name);
}
