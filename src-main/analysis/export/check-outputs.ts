import { readdir, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { MegabaseError } from '../../contract/index.ts';
import { indexPaths, pathsIn } from '../../formats/bytes/index.ts';
import {
  checkFolder,
  namesFolder,
  outputTarget,
  StagedFile,
  type Replaceable,
} from '../../formats/output/index.ts';

/**
 * Checks, before anything is computed, whether all of these files can be written, and that none of
 * them is one of `inputs`, an index beside one, or a file in a folder among them: the same file by
 * whatever name, hard link or capitals. Leaves nothing behind. Gives those that stand there already.
 *
 * Errors: `usage` for an input or a file named twice, `output-unwritable`, `disk-full`, `output-exists` for a
 * folder that is not empty.
 */
export async function checkOutputs(
  paths: readonly string[],
  inputs: readonly string[],
): Promise<Replaceable> {
  const read = await filesOf(inputs);
  const standing = new Map<string, string>();
  const seen = new Set<string>();
  for (const path of paths) {
    if (namesFolder(path)) {
      checkFolder(path);
      continue;
    }
    const target = await outputTarget(path);
    // Two files that go to one stream would be mixed up, too.
    const file = (await fileId(path)) ?? path;
    if (seen.has(file)) throw new MegabaseError('usage', `Two files would be written to ${path}.`);
    seen.add(file);
    if (target.kind === 'stream') continue;
    const input = read.get(file);
    if (input !== undefined) {
      const what = input === path ? 'it' : `it is ${input}, which`;
      throw new MegabaseError(
        'usage',
        `Cannot write ${path}: ${what} is read; name another file.`,
        {
          file: path,
        },
      );
    }
    if (target.kind === 'file') standing.set(path, target.identity);
    const attempt = await StagedFile.open(path, { replaces: standing });
    await attempt.discard();
  }
  return standing;
}

/** The files of some inputs, with what stands beside and in them, by what the system knows them by. */
async function filesOf(inputs: readonly string[]): Promise<ReadonlyMap<string, string>> {
  const files = new Map<string, string>();
  for (const input of inputs.flatMap(pathsIn)) {
    const below = await readdir(input).catch(() => []);
    const inside = below.map((name) => join(input, name));
    for (const path of [...inside, ...indexPaths(input), input]) {
      const id = await fileId(path);
      if (id !== undefined) files.set(id, path);
    }
  }
  return files;
}

/** Device and number: the same by every name and link. Undefined where there is no file. */
async function fileId(path: string): Promise<string | undefined> {
  const found = await stat(path, { bigint: true }).catch(() => undefined);
  return found && `${found.dev}:${found.ino}`;
}
