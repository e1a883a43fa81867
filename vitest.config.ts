import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { defineConfig } from 'vitest/config';
import { startBundledProcesses } from './tests/support/bundle-programs.ts';
import SlowestFirst from './tests/support/slowest-first.ts';

// The processes of the tests strip and compile the program once, not at each start.
process.env['NODE_COMPILE_CACHE'] ??= join(tmpdir(), 'megabase-compile-cache');

export default defineConfig({
  plugins: [startBundledProcesses()],
  test: {
    include: ['tests/**/*.test.ts'],
    globalSetup: ['tests/support/prepare-processes.ts'],
    reporters: ['default', 'tests/support/count-reporter.ts'],
    setupFiles: ['tests/support/each-file.ts'],
    // Forks, not threads: a thread stopped while ONNX Runtime computes aborts the whole process.
    pool: 'forks',
    maxWorkers: 2,
    sequence: { sequencer: SlowestFirst },
    // Each worker loads the program once, not once a file, which was a second of a core for each.
    isolate: false,
    // Against hangs; what takes long on a busy machine is no fault.
    testTimeout: 300_000,
    hookTimeout: 300_000,
    // What is waited for comes, or the test fails: on a machine that others share it may be late.
    expect: { poll: { timeout: 60_000 } },
    env: { ORT_DISABLE_TELEMETRY: '1' },
  },
});
