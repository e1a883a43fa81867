import type { FoundFile } from '../../../src-main/contract/index.ts';
import { baseName, folderOf } from '../../format/index.ts';
import type { DialogState, FileQuestion } from '../dialogs/index.ts';
import type { WorkbenchClient } from '../../../src-main/transport/browser.ts';
import type { Notifications } from '../notifications.svelte.ts';

/** A file or folder that was dropped on the window. */
export interface Dropped {
  readonly file: File;
  readonly isFolder: boolean;
}

/** What was dropped; to be read while the event is at work, for it is gone afterwards. */
export function droppedOf(transfer: DataTransfer | null): Dropped[] {
  return [...(transfer?.items ?? [])].flatMap((item) => {
    const file = item.getAsFile();
    return file ? [{ file, isFolder: item.webkitGetAsEntry()?.isDirectory === true }] : [];
  });
}

/** What finding dropped files needs of the window. */
export interface LocateContext {
  readonly workbench: Pick<WorkbenchClient, 'findFiles'>;
  readonly notifications: Pick<Notifications, 'attempt'>;
  readonly dialogs: Pick<DialogState, 'askFiles' | 'askFound'>;
}

/** Where the dropped files lie, and what is to be said of how each was found, or was not. */
export interface Located {
  readonly paths: readonly string[];
  readonly said: readonly string[];
}

/**
 * Has files looked for that were dropped on a page in a browser, which is not told where they lie: one that has the
 * name, size and date is taken, of others it is asked, and where all those lie that were not found.
 */
export async function locateDropped(
  { workbench, notifications, dialogs }: LocateContext,
  dropped: readonly Dropped[],
): Promise<Located> {
  const files = dropped.filter(({ isFolder }) => !isFolder).map(({ file }) => file);
  const folders = dropped.filter(({ isFolder }) => isFolder).map(({ file }) => file.name);
  const said = folders.map((name) => `${name} is a folder: choose a model's folder under Models.`);
  const paths: string[] = [];
  const lost: string[] = [];
  const wanted = files.map(({ name, size, lastModified }) => {
    return { name, bytes: size, modifiedAt: lastModified };
  });
  const found =
    files.length === 0
      ? []
      : ((await notifications.attempt('The dropped files could not be looked for', () =>
          workbench.findFiles({ files: wanted }),
        )) ?? []);
  for (const [i, { name }] of files.entries()) {
    const those = found[i] ?? [];
    const only = onlyOne(those);
    const file = only ?? (those.length > 0 ? await dialogs.askFound(name, those) : 'elsewhere');
    if (file === 'elsewhere') lost.push(name);
    else if (file === undefined) said.push(`${name} was left out.`);
    else paths.push(file.path);
    if (only) said.push(`${name} was found by its name, size and date in ${folderOf(only.path)}.`);
  }
  const chosen = lost.length > 0 ? await dialogs.askFiles(questionOf(lost)) : [];
  // One of another name may be what was meant.
  const names = chosen.length < lost.length ? chosen.map(baseName) : lost;
  const left = lost.filter((name) => !names.includes(name));
  said.push(...left.map((name) => `${name} was left: where it lies was not told.`));
  return { paths: [...paths, ...chosen], said };
}

/** The one that has name, size and date, where no other has. */
function onlyOne(found: readonly FoundFile[]): FoundFile | undefined {
  const same = found.filter(({ isSame }) => isSame);
  return same.length === 1 ? same[0] : undefined;
}

function questionOf(names: readonly string[]): FileQuestion {
  const [first = '', second, ...more] = names;
  const all = more.length > 0 ? `, ${second} and ${more.length} more` : ` and ${second}`;
  const [verb, what, where] =
    second === undefined
      ? ['is', '', 'its folder: the file of this name is']
      : ['are', all, 'their folder: files of these names are'];
  return {
    title: `Where ${verb} ${first}${what}?`,
    hint:
      'A browser does not tell where a dropped file lies, and none of that name and size was found in the ' +
      `folders open to Megabase. Go to ${where} chosen there.`,
    ...{ multiple: true, names },
  };
}
