import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, onTestFinished } from 'vitest';

/** A folder that is deleted when the test is over. */
export function temporaryFolder(): string {
  const folder = create();
  onTestFinished(() => remove(folder));
  return folder;
}

/** A folder for all tests of a file, deleted after the last one. */
export function sharedFolder(): string {
  const folder = create();
  afterAll(() => remove(folder));
  return folder;
}

function create(): string {
  return mkdtempSync(join(tmpdir(), 'megabase-test-'));
}

function remove(folder: string): void {
  rmSync(folder, { recursive: true, force: true });
}
