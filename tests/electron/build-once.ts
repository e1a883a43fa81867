import { mkdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout } from 'node:timers/promises';
import { buildWindow } from '../../src-main/cli/desktop/build-window.ts';
import { systemCode } from '../../src-main/contract/index.ts';

/** Builds what ships where it is older than its sources; one test file at a time. */
export async function buildOnce(): Promise<void> {
  const lock = join(tmpdir(), `megabase-build-${process.ppid}`);
  while (!take(lock)) await setTimeout(100);
  try {
    await buildWindow({ note: () => undefined });
  } finally {
    rmSync(lock, { recursive: true });
  }
}

function take(lock: string): boolean {
  try {
    mkdirSync(lock);
    return true;
  } catch (error) {
    if (systemCode(error) === 'EEXIST') return false;
    throw error;
  }
}
