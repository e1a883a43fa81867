import { statfsSync } from 'node:fs';
import { join } from 'node:path';
import { formatBytes, MegabaseError, type ImportProgress } from '../../contract/index.ts';
import { makeFolder } from '../../formats/output/index.ts';
import { expectConfig, isWeightName } from '../../model/index.ts';
import { downloadFile } from './download-file.ts';
import type { HubModel } from './hub-model.ts';

/**
 * Fetches a model's files into a folder below `parent`, laid out as the hub's own cache, and returns
 * it. What came before an error stays there and is gone on from. The configuration comes first: a
 * model that cannot be read costs no more than that.
 *
 * Errors: `disk-full`, `model-config`, and those of `downloadFile`.
 */
export async function downloadModel(
  { repository, commit, endpoint, files, bytes }: HubModel,
  parent: string,
  {
    onProgress,
    signal,
  }: {
    readonly onProgress?: (progress: ImportProgress) => void;
    readonly signal?: AbortSignal | undefined;
  },
): Promise<string> {
  const folder = join(downloadFolder(parent, repository), 'snapshots', commit);
  makeFolder(folder);
  expectSpace(repository, bytes, parent);
  let before = 0;
  for (const file of files) {
    if (isWeightName(file.name)) expectConfig(folder);
    const onBytes = (done: number) =>
      onProgress?.({ stage: 'downloading', done: before + done, total: bytes });
    const address = `${endpoint}/${repository}/resolve/${commit}/${encodeURIComponent(file.name)}`;
    await downloadFile(address, file, join(folder, file.name), { onBytes, signal });
    before += file.bytes;
  }
  return folder;
}

/** Where a model's files are put that come from the hub, until they are imported. */
export function downloadFolder(parent: string, repository: string): string {
  return join(parent, `models--${repository.replace('/', '--')}`);
}

/** Twice its size: once as it comes, once in the library. */
function expectSpace(repository: string, bytes: number, parent: string): void {
  const { bavail, bsize } = statfsSync(parent);
  if (2 * bytes <= bavail * bsize) return;
  throw new MegabaseError(
    'disk-full',
    `${repository} takes ${formatBytes(2 * bytes)} while it is imported; ${parent} has ` +
      `${formatBytes(bavail * bsize)} free.`,
  );
}
