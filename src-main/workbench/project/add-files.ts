import { existsSync } from 'node:fs';
import { basename, join, resolve } from 'node:path';
import { isMegabaseError, type ErrorCode } from '../../contract/index.ts';
import type { OpenProject } from './open-project.ts';
import { isProjectPath } from '../saved/index.ts';
import {
  describeTrackFile,
  expectHead,
  looksLikeGenome,
  looksLikeIndex,
  usualIndexes,
} from '../../formats/track-file/index.ts';

/** What was done with each file, and which were left out for lack of an index. */
interface Added {
  readonly said: string[];
  readonly indexless: string[];
}

interface AddFilesRequest {
  readonly paths: readonly string[];
  readonly index: string | undefined;
  /** What to do about an error, for a person in the window. */
  readonly adviceFor: (code: ErrorCode) => string;
}

/** Adds what can be drawn over the genome, with the indexes that are among the files; `index`: that of the only one. */
export function addFiles(
  project: OpenProject,
  { paths, index: given, adviceFor }: AddFilesRequest,
): Added {
  const all = paths.map((path) => resolve(path));
  const indexes = all.filter(looksLikeIndex);
  const files = all.filter((path) => !looksLikeIndex(path));
  const added: { path: string; index: string | undefined }[] = [];
  const indexless: string[] = [];
  const used = new Set<string>();
  const said = files.map((path) => {
    const name = basename(path);
    const other = otherWay(path);
    if (other !== undefined) return other;
    const index = given === undefined ? indexAmong(indexes, path, files) : resolve(given);
    if (index !== undefined) used.add(index);
    const known = [...project.document.tracks, ...added.map((one) => one.path)];
    if (known.includes(path)) return `${name} is shown already.`;
    // What lies beside the file is found by itself.
    const isBeside = given === undefined && usualIndexes(path).some(existsSync);
    const chosen = isBeside ? undefined : index;
    try {
      describeTrackFile(path, chosen);
      expectHead(path);
    } catch (error) {
      if (!isMegabaseError(error)) throw error;
      // The window asks for an index.
      if (error.code !== 'alignment-index') return `${error.message} ${adviceFor(error.code)}`;
      indexless.push(path);
      return error.message;
    }
    added.push({ path, index: chosen });
    return `${name} was added${chosen === undefined ? '' : `, with the index ${chosen}`}.`;
  });
  const left = indexes.filter((path) => !used.has(path));
  said.push(...left.map((path) => `${basename(path)} is an index: choose it with its file.`));
  project.tracks.add(added);
  return { said, indexless };
}

/** By its name, wherever it lies; else the only index of the only file. */
function indexAmong(
  indexes: readonly string[],
  path: string,
  files: readonly string[],
): string | undefined {
  const names = usualIndexes(path).map((usual) => basename(usual));
  const named = indexes.find((index) => names.includes(basename(index)));
  const isOnly = indexes.length === 1 && files.length === 1 && names.length > 0;
  return named ?? (isOnly ? indexes[0] : undefined);
}

/** What to do with a file that is no track. */
function otherWay(path: string): string | undefined {
  const name = basename(path);
  if (isProjectPath(path)) return `${name} is a project: open it from the start page.`;
  if (existsSync(join(path, 'config.json'))) return `${name} is a model: import it under Models.`;
  if (looksLikeGenome(path)) return `${name} is a genome: open it as a new project.`;
  return undefined;
}
