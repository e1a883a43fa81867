// Sources and flags of the module, the same for whatever it is built for.
import { spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, renameSync, rmSync } from 'node:fs';
import { createRequire } from 'node:module';
import { basename, dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const folder = fileURLToPath(new URL('.', import.meta.url));

/** Each source with what it needs beyond the flags of all. */
const sources = {
  'addon.cpp': [],
  'instruction-sets.cpp': [],
  'portable.cpp': [],
  'runner/library.cpp': [],
  'runner/graph.cpp': [],
  'runner/layer-scan.cpp': [],
  'runner/layer-block.cpp': [],
  'runner/layer-scan-addon.cpp': [],
  'runner/runner-addon.cpp': [],
};
const x86Sources = { 'avx2.cpp': ['-mavx2', '-mfma'], 'avx512.cpp': ['-mavx512f'] };

const flags = [
  '-DNAPI_VERSION=8',
  ...['-O3', '-std=c++17', '-fPIC', '-fvisibility=hidden', '-pthread'],
  // A product and a sum become one operation where the processor has it; roots set no errno.
  ...['-ffp-contract=fast', '-fno-math-errno', '-fno-trapping-math'],
  // GCC's own header of AVX-512 warns of itself.
  ...['-Wall', '-Wextra', '-Wno-uninitialized', '-Wno-maybe-uninitialized'],
];

/**
 * Builds the module for a `Target` into the file `result`, which is replaced only by a whole one: a
 * process that has loaded the old one keeps it. Throws what the compiler said.
 */
export function compile(target, result) {
  const { compiler, arch, sources: own = [], linking, prepare } = target;
  const headers = findHeaders();
  mkdirSync(dirname(result), { recursive: true });
  // In the folder of the result, for what is renamed may not leave its disk.
  const scratch = mkdtempSync(join(dirname(result), 'building-'));
  try {
    if (prepare) invoke(prepare(scratch));
    const all = { ...sources, ...(arch === 'x64' && x86Sources) };
    for (const source of own) all[source] = [];
    const objects = Object.entries(all).map(([source, needs]) => {
      const object = join(scratch, basename(source).replace(/cpp$/, 'o'));
      const paths = ['-c', join(folder, 'src', source), '-o', object];
      const given = [...flags, ...(target.flags ?? []), ...needs, '-isystem', headers];
      invoke([...compiler, ...given, ...paths]);
      return object;
    });
    const whole = join(scratch, 'kernel.node');
    const libraries = ['-L', scratch, ...linking, '-o', whole];
    invoke([...compiler, '-shared', '-pthread', ...objects, ...libraries]);
    renameSync(whole, result);
  } finally {
    rmSync(scratch, { recursive: true });
  }
}

function invoke([command, ...args]) {
  const { status, stderr, error } = spawnSync(command, args, { encoding: 'utf8' });
  if (status !== 0) throw new Error(error?.message ?? stderr.trim());
}

function findHeaders() {
  try {
    return createRequire(import.meta.url)('node-api-headers').include_dir;
  } catch {
    throw new Error('the package node-api-headers is not installed');
  }
}
