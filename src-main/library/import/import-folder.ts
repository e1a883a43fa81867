import { mkdirSync, mkdtempSync, readdirSync, rmSync, statfsSync } from 'node:fs';
import { join } from 'node:path';
import { formatBytes, MegabaseError, type ImportProgress } from '../../contract/index.ts';
import { renameInto } from '../../formats/output/index.ts';
import { copyFile, expectWanted } from './copy-file.ts';
import { checkWeights } from './check-weights.ts';
import type { ImportPlan } from './import-plan.ts';

export interface ImportListener {
  onProgress?(progress: ImportProgress): void;
  readonly signal?: AbortSignal | undefined;
}

/** Goes before the process that imports, and a random end. */
const prefix = '.import-';

/**
 * Copies a model into a folder below `parent`, all of it or nothing: first every weight is asked for
 * once, so that a package that does not fit is refused, then the files are copied and their hashes
 * compared, under a temporary name.
 *
 * Errors: `disk-full`, `cancelled`, those of the weights and of `copyFile`.
 */
export async function importFolder(
  plan: ImportPlan,
  target: string,
  parent: string,
  listener: ImportListener = {},
): Promise<void> {
  const { signal } = listener;
  await checkWeights(plan.model, {
    signal,
    onLayer: (done, total) => listener.onProgress?.({ stage: 'checking', done, total }),
  });
  mkdirSync(parent, { recursive: true });
  removeLeftovers(parent);
  expectSpace(plan, parent);
  const temporary = mkdtempSync(join(parent, `${prefix}${process.pid}-`));
  writing.add(temporary);
  try {
    let done = 0;
    for (const file of plan.files) {
      const onBytes = (bytes: number) => {
        done += bytes;
        listener.onProgress?.({ stage: 'copying', done, total: plan.bytes });
      };
      await copyFile(file, join(temporary, file.name), { onBytes, signal });
    }
    expectWanted(signal);
    renameInto(target, temporary);
  } catch (error) {
    rmSync(temporary, { recursive: true, force: true });
    throw error;
  } finally {
    writing.delete(temporary);
  }
}

/** Folders that this process writes now. */
const writing = new Set<string>();

/** What imports left that were killed; one that still runs keeps its folder. */
function removeLeftovers(parent: string): void {
  for (const name of readdirSync(parent).filter((name) => name.startsWith(prefix))) {
    const path = join(parent, name);
    const pid = Number(/^(\d+)-/.exec(name.slice(prefix.length))?.[1]);
    if (writing.has(path) || isRunning(pid)) continue;
    rmSync(path, { recursive: true, force: true });
  }
}

/** Another process; a number of our own is that of one before us. */
function isRunning(pid: number): boolean {
  if (Number.isNaN(pid) || pid === process.pid) return false;
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return error instanceof Error && 'code' in error && error.code === 'EPERM';
  }
}

function expectSpace({ bytes, model }: ImportPlan, parent: string): void {
  const { bavail, bsize } = statfsSync(parent);
  if (bytes <= bavail * bsize) return;
  throw new MegabaseError(
    'disk-full',
    `${model.manifest.id} takes ${formatBytes(bytes)}; ${parent} has ${formatBytes(bavail * bsize)} free.`,
  );
}
