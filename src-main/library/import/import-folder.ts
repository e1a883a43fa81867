import { statfsSync } from 'node:fs';
import { join } from 'node:path';
import { formatBytes, MegabaseError, type ImportProgress } from '../../contract/index.ts';
import { renameInto } from '../../formats/output/index.ts';
import { copyFile, expectWanted } from './copy-file.ts';
import { checkWeights } from './check-weights.ts';
import { writePackage } from '../packages/index.ts';
import type { ImportPlan } from './import-plan.ts';

export interface ImportListener {
  onProgress?(progress: ImportProgress): void;
  readonly signal?: AbortSignal | undefined;
}

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
  await writePackage(parent, async (temporary) => {
    expectSpace(plan, parent);
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
  });
}

function expectSpace({ bytes, model }: ImportPlan, parent: string): void {
  const { bavail, bsize } = statfsSync(parent);
  if (bytes <= bavail * bsize) return;
  throw new MegabaseError(
    'disk-full',
    `${model.manifest.id} takes ${formatBytes(bytes)}; ${parent} has ${formatBytes(bavail * bsize)} free.`,
  );
}
