// Builds the module with the sanitizers of memory and undefined behaviour, then with that of threads, and runs its
// tests with each: `npm run check:sanitizers`, on Linux with GCC, in some three minutes. The first finding ends a test.
import { execFileSync, spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { compile } from './compile.mjs';
import { hostTarget } from './targets.mjs';

const root = fileURLToPath(new URL('../..', import.meta.url));
const target = hostTarget();

const memory = {
  flags: ['-fsanitize=address,undefined', '-fno-sanitize-recover=undefined'],
  libraries: ['libasan.so', 'libubsan.so'],
  // What V8 and ONNX Runtime never give back is theirs.
  options: { ASAN_OPTIONS: 'detect_leaks=0', UBSAN_OPTIONS: 'print_stacktrace=1' },
};
const threads = {
  flags: ['-fsanitize=thread'],
  libraries: ['libtsan.so'],
  // Of Node and ONNX Runtime it sees half.
  options: { TSAN_OPTIONS: 'halt_on_error=1 ignore_noninstrumented_modules=1' },
};

for (const sanitizers of [memory, threads]) process.exitCode ||= check(sanitizers);

/** Runs the tests; their exit code. */
function check({ flags, libraries, options }) {
  const scratch = mkdtempSync(join(tmpdir(), 'megabase-sanitizers-'));
  try {
    const own = [...flags, '-O1', '-g', '-fno-omit-frame-pointer'];
    const module = join(scratch, 'kernel.node');
    compile({ ...target, flags: own, linking: [...target.linking, ...flags] }, module);
    // Node itself has no sanitizer: it must find theirs loaded before anything else.
    const [command] = target.compiler;
    const paths = libraries.map((name) =>
      execFileSync(command, [`-print-file-name=${name}`], { encoding: 'utf8' }).trim(),
    );
    const vitest = join(root, 'node_modules/vitest/vitest.mjs');
    const node = createRequire(import.meta.url).resolve('node/bin/node');
    const preloaded = ['env', `LD_PRELOAD=${paths.join(' ')}`, node];
    // That of threads wants the addresses where it looks for them.
    const words = ['-R', ...preloaded, vitest, 'run', 'tests/kernel', 'tests/native'];
    const { status } = spawnSync('setarch', words, {
      cwd: root,
      stdio: 'inherit',
      env: { ...process.env, MEGABASE_KERNEL: module, ...options },
    });
    return status ?? 1;
  } finally {
    rmSync(scratch, { recursive: true });
  }
}
