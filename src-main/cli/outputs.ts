import { Option, type Command } from 'commander';
import { formatBytes, MegabaseError, defined, counted } from '../contract/index.ts';
import { isStandardOutput, type Replaceable } from '../formats/output/index.ts';
import type { LibraryModel } from '../library/index.ts';
import { confirm } from './console/index.ts';
import type { CommandContext } from './context.ts';

/** Of commands that write files. */
export interface OverwriteOption {
  readonly overwrite?: boolean;
}

export function addOverwriteOption(command: Command): Command {
  return command.addOption(
    new Option('--overwrite', 'replace files that exist already without asking'),
  );
}

/**
 * Before anything is computed: has the files looked at that a command will write, and asks whether
 * those that exist may be replaced, where there is a terminal to ask on. Where one of `paths` is
 * standard output, all else that the command prints goes to stderr from here on.
 *
 * Errors: `output-exists` where nobody agreed; those of `check`.
 *
 * @param check gives the files that exist already: see `checkOutputs`
 */
export async function openOutputs(
  paths: readonly string[],
  check: () => Promise<Replaceable>,
  { overwrite = false }: OverwriteOption,
  { console, signal }: CommandContext,
): Promise<Replaceable> {
  if (paths.some(isStandardOutput)) console.yieldStdout();
  const standing = await check();
  if (standing.size === 0 || overwrite) return standing;
  const names = [...standing.keys()];
  if (console.canAsk === true && (await confirm(`${names.join(', ')}: replace?`, signal)))
    return standing;
  const [first] = names;
  const more = names.length - 1;
  const others = more === 0 ? '' : ` (and ${counted(more, 'other')})`;
  throw new MegabaseError(
    'output-exists',
    `${defined(first)} exists already${others}; nothing was changed.`,
    { file: defined(first) },
  );
}

/** Folders of a model and of the heads on it: no file in them is written over. */
export function modelFolders({ model }: Pick<LibraryModel, 'model'>): string[] {
  return [model.folder, ...model.heads.map(({ folder }) => folder)];
}

/** The paths that were given. */
export function pathsOf(...paths: readonly (string | undefined)[]): string[] {
  return paths.filter((path) => path !== undefined);
}

/** `wrote roc.svg: charts, 12.3 kB` */
export function wroteLine(path: string, what: string, bytes: number): string {
  return `wrote ${outputName(path)}: ${what}, ${formatBytes(bytes)}`;
}

/** What a file is called in a sentence. */
export function outputName(path: string): string {
  return path === '-' ? 'standard output' : path;
}
