import { defineConfig } from 'vitest/config';

export default defineConfig({
  test: {
    include: ['tests/**/*.test.ts'],
    // Forks, not threads: a thread stopped while ONNX Runtime computes aborts the whole process.
    pool: 'forks',
    maxWorkers: 2,
    testTimeout: 120_000,
    // Processes are killed and browsers driven here: on a machine that others share, one may be late.
    // What is wrong is wrong each time.
    retry: process.env['CI'] ? 2 : 0,
    env: { ORT_DISABLE_TELEMETRY: '1' },
  },
});
