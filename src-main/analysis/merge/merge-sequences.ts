import { defined, MegabaseError } from '../../contract/index.ts';
import { partKey, readPartNote, StagedFile, throwIfCancelled } from '../../formats/output/index.ts';
import {
  checkParts,
  copySection,
  PartBytes,
  readLastLine,
  readNote,
  readTitles,
  type OpenPart,
} from '../../formats/parts/index.ts';
import { consensusPaths } from '../consensus/index.ts';
import { closeParts, type MergeTarget } from './merge-text.ts';
import type { Merged } from './merged.ts';

/** Lines of the table before its rows. */
const tableTitles = 2;

/**
 * Puts the sequences of a sample together with their chains and tables, which stand beside them: all three
 * appear together or none does. Errors: `parts-differ`; those of reading and writing.
 */
export async function mergeSequences(
  paths: readonly string[],
  { path: out, replaces, signal, onBytes }: MergeTarget,
): Promise<Merged> {
  const read = await Promise.all(paths.map(readSequencePart));
  const parts = checkParts(read);
  const outputs = await consensusPaths(out);
  const staged: StagedFile[] = [];
  try {
    for (const [section, path] of outputs.entries()) {
      const file = await StagedFile.open(path, { replaces });
      staged.push(file);
      const open: OpenPart[] = parts.map(({ files, note }) => {
        const own = defined(files[section]);
        return { path: own, bytes: new PartBytes(own, signal), head: { lines: [], note } };
      });
      await copyParts(open, section, file, async (bytes) => {
        throwIfCancelled(signal, path);
        await file.append(bytes);
        onBytes(bytes.length);
      });
    }
    for (const file of staged) await file.commit();
  } catch (error) {
    for (const file of staged) await file.discard();
    throw error;
  }
  const { shard } = defined(parts[0]).note;
  const files = staged.map(({ path, size }) => ({ path, bytes: size }));
  return { command: 'consensus', shards: shard.count, files };
}

/** Copies one of the three files of all parts, and closes them. */
async function copyParts(
  open: readonly OpenPart[],
  section: number,
  file: StagedFile,
  copy: (bytes: Uint8Array) => Promise<void>,
): Promise<void> {
  try {
    for (const line of await readTitles(open, section === 2 ? tableTitles : 0)) {
      await file.append(Buffer.from(`${line}\n`));
    }
    await copySection(open, section, copy);
    if (section < 2) for (const { bytes } of open) await bytes.expectEnd();
  } finally {
    await closeParts(open);
  }
}

async function readSequencePart(path: string) {
  const files = await consensusPaths(path);
  const last = readNote(await readLastLine(defined(files[2] ?? files[0])));
  if (last?.key === partKey) return { path, files, note: readPartNote(last.text, path) };
  const table = files[2] ?? 'its .map.tsv';
  throw new MegabaseError('parts-differ', `${path} is no part of a run: ${table} names no shard.`, {
    file: path,
  });
}
