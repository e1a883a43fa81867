import { statSync, type Stats } from 'node:fs';
import { resolve } from 'node:path';
import { hashFile, pathsIn } from '../../formats/bytes/index.ts';

/** A file of a manifest. */
export interface ManifestFile {
  /** Absolute; `-` for a stream. */
  readonly path: string;
  /** Absent of what could not be read, or is a stream. */
  readonly bytes?: number;
  readonly sha256?: string;
  /** True where the file is not what it was when the command began. */
  readonly changed?: boolean;
}

/** A file that an option names, as it was when the command began. */
export interface InputFile {
  /** Name of the option. */
  readonly option: string;
  readonly path: string;
  readonly stats: Stats | undefined;
}

/** Options that name files which a command writes. */
export const outputOptions = ['out', 'json', 'figure', 'table'];

/** Those, and options that name folders. */
const noInputs = new Set([...outputOptions, 'outDir', 'manifest', 'cache', 'cacheFrom']);

/** Every file that the options or arguments of a command name and that is there. */
export function inputFiles(options: Readonly<Record<string, unknown>>): InputFile[] {
  return Object.entries(options)
    .filter(([option]) => !noInputs.has(option))
    .flatMap(([option, value]) =>
      (Array.isArray(value) ? value : [value])
        .filter((one): one is string => typeof one === 'string')
        .flatMap(pathsIn)
        .flatMap((text): InputFile[] => {
          if (text === '-') return [{ option, path: '-', stats: undefined }];
          const stats = standing(text);
          if (stats === undefined || stats.isDirectory()) return [];
          const path = resolve(text);
          return [{ option, path, stats: stats.isFile() ? stats : undefined }];
        }),
    );
}

/** An input as a manifest names it. What cannot be read any more has no hash. */
export async function describeInput({ option, path, stats }: InputFile) {
  if (stats === undefined) return { option, path };
  const now = standing(path);
  const changed = now?.size !== stats.size || now.mtimeMs !== stats.mtimeMs;
  return { option, ...(await manifestFile(path)), ...(changed ? { changed } : {}) };
}

/** A file with its hash; a stream by its name alone. */
export async function manifestFile(path: string): Promise<ManifestFile> {
  const stats = path === '-' ? undefined : standing(path);
  if (!stats?.isFile()) return { path };
  try {
    const { sha256 } = await hashFile(path);
    return { path: resolve(path), bytes: stats.size, sha256 };
  } catch {
    return { path: resolve(path), bytes: stats.size };
  }
}

/** What stands at a path; nothing where the text is none, being too long, or where nobody may look. */
function standing(text: string): Stats | undefined {
  try {
    return statSync(text, { throwIfNoEntry: false });
  } catch {
    return undefined;
  }
}
