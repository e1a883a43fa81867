// Builds the module with the sanitizers of memory and undefined behaviour and runs its tests with it:
// `npm run check:sanitizers`, on Linux with GCC, in some two minutes. The first finding ends a test.
import { execFileSync, spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { compile } from './compile.mjs';
import { hostTarget } from './targets.mjs';

const root = fileURLToPath(new URL('../..', import.meta.url));
const scratch = mkdtempSync(join(tmpdir(), 'megabase-sanitizers-'));
try {
  const target = hostTarget();
  const sanitizers = ['-fsanitize=address,undefined', '-fno-sanitize-recover=undefined'];
  const flags = [...sanitizers, '-O1', '-g', '-fno-omit-frame-pointer'];
  const linking = [...target.linking, ...sanitizers];
  const module = join(scratch, 'kernel.node');
  compile({ ...target, flags, linking }, module);
  // Node itself has no sanitizer: it must find theirs loaded before anything else.
  const [command] = target.compiler;
  const libraries = ['libasan.so', 'libubsan.so'].map((name) =>
    execFileSync(command, [`-print-file-name=${name}`], { encoding: 'utf8' }).trim(),
  );
  const vitest = join(root, 'node_modules/vitest/vitest.mjs');
  const node = createRequire(import.meta.url).resolve('node/bin/node');
  const { status } = spawnSync(node, [vitest, 'run', 'tests/kernel', 'tests/native'], {
    cwd: root,
    stdio: 'inherit',
    env: {
      ...process.env,
      ...{ LD_PRELOAD: libraries.join(' '), MEGABASE_KERNEL: module },
      // What V8 and ONNX Runtime never give back is theirs.
      ...{ ASAN_OPTIONS: 'detect_leaks=0', UBSAN_OPTIONS: 'print_stacktrace=1' },
    },
  });
  process.exitCode = status ?? 1;
} finally {
  rmSync(scratch, { recursive: true });
}
