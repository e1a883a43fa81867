#!/usr/bin/env node
// Builds the kernel from source: `npm run build:kernel`, and after every install. An installation
// without it works, too, only slower, so a failure here is told in a line and is none of npm's.
import { spawnSync } from 'node:child_process';
import { mkdirSync, renameSync, rmSync } from 'node:fs';
import { createRequire } from 'node:module';
import { basename, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const folder = fileURLToPath(new URL('.', import.meta.url));
const build = join(folder, 'build');
const isX86 = process.arch === 'x64';

/** Each source with what it needs beyond the flags of all. */
const sources = {
  'addon.cpp': [],
  'instruction-sets.cpp': [],
  'portable.cpp': [],
  'runner/library.cpp': [],
  'runner/graph.cpp': [],
  'runner/layer-scan.cpp': [],
  'runner/runner-addon.cpp': [],
  ...(isX86 ? { 'avx2.cpp': ['-mavx2', '-mfma'], 'avx512.cpp': ['-mavx512f'] } : {}),
};

const flags = [
  '-DNAPI_VERSION=8',
  ...['-O3', '-std=c++17', '-fPIC', '-fvisibility=hidden', '-pthread'],
  // A product and a sum become one operation where the processor has it; roots set no errno.
  ...['-ffp-contract=fast', '-fno-math-errno', '-fno-trapping-math'],
  // GCC's own header of AVX-512 warns of itself.
  ...['-Wall', '-Wextra', '-Wno-uninitialized', '-Wno-maybe-uninitialized'],
];

function findCompiler() {
  const names = process.env.CXX ? [process.env.CXX] : ['c++', 'g++', 'clang++'];
  return names.find((name) => spawnSync(name, ['--version']).status === 0);
}

function findHeaders() {
  try {
    return createRequire(import.meta.url)('node-api-headers').include_dir;
  } catch {
    return undefined;
  }
}

/** Why a build is not possible, or what the compiler said; undefined where it went well. */
function run() {
  if (process.platform === 'win32') return 'it is built on Linux and macOS only';
  const compiler = findCompiler();
  if (compiler === undefined) return 'no C++ compiler was found (c++, g++, clang++ or CXX)';
  const headers = findHeaders();
  if (headers === undefined) return 'the package node-api-headers is not installed';
  const invoke = (args) => {
    const { status, stderr, error } = spawnSync(compiler, args, { encoding: 'utf8' });
    return status === 0 ? undefined : (error?.message ?? stderr.trim());
  };
  mkdirSync(build, { recursive: true });
  for (const [source, own] of Object.entries(sources)) {
    const paths = ['-c', join(folder, 'src', source), '-o', objectOf(source)];
    const fault = invoke([...flags, ...own, '-isystem', headers, ...paths]);
    if (fault !== undefined) return fault;
  }
  const result = join(build, 'kernel.node');
  const temporary = `${result}.${process.pid}.tmp`;
  const linking = process.platform === 'darwin' ? ['-undefined', 'dynamic_lookup'] : ['-ldl'];
  const objects = Object.keys(sources).map(objectOf);
  const fault = invoke(['-shared', '-pthread', ...objects, ...linking, '-o', temporary]);
  if (fault !== undefined) return fault;
  // Under its own name only when whole: a process that has loaded the old one keeps it.
  renameSync(temporary, result);
  objects.forEach((path) => rmSync(path));
  return undefined;
}

function objectOf(source) {
  return join(build, basename(source).replace(/cpp$/, 'o'));
}

/** As `run`; what Node throws, such as for a folder that cannot be written, is a reason as well. */
function tryToRun() {
  try {
    return run();
  } catch (error) {
    return error.message;
  }
}

const fault = tryToRun();
if (fault === undefined) {
  console.log('Built the kernel for selective scans.');
} else {
  console.log(`The kernel for selective scans is not built, passes take longer: ${fault}`);
}
