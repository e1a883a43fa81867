import {
  isGenomeFile,
  isProjectFile,
  type Desktop,
  type Project,
} from '../../../src-main/contract/index.ts';
import { baseName, looksLikeFolder } from '../../format/index.ts';
import type { Models } from '../models.svelte.ts';
import type { Notifications } from '../notifications.svelte.ts';
import type { ProjectFiles } from './project-files.ts';
import { locateDropped, type Dropped, type LocateContext } from './dropped-files.ts';

/** What opening needs of the window. */
export interface OpenContext {
  readonly project: Project | undefined;
  readonly notifications: Notifications;
  readonly files: Pick<ProjectFiles, 'add'>;
  readonly models: Pick<Models, 'import'>;
  newProject(path: string): Promise<void>;
  openProject(path: string): Promise<void>;
}

/**
 * Genome, project, model folder or files over the genome: each where it belongs, with one report of all. `before`: what
 * the report begins with.
 */
export async function openPaths(
  app: OpenContext,
  paths: readonly string[],
  before: readonly string[] = [],
): Promise<void> {
  const opens = (path: string) => isProjectFile(path) || isGenomeFile(path);
  const [first, ...others] = paths.filter(opens);
  const current = app.project;
  if (first) await (isProjectFile(first) ? app.openProject(first) : app.newProject(first));
  const isOpened = first !== undefined && app.project !== current;
  const said = [
    ...before,
    ...(isOpened && paths.length > 1 ? [`${baseName(first)} was opened.`] : []),
    ...others.map((path) => `${baseName(path)} was left: one genome is open at a time.`),
  ];
  const rest = paths.filter((path) => !opens(path));
  for (const folder of rest.filter(looksLikeFolder)) {
    if (await app.models.import(folder)) said.push(`${baseName(folder)} is among the models now.`);
  }
  const tracks = rest.filter((path) => !looksLikeFolder(path));
  // Files do not belong to the genome that was open before the one that could not be opened.
  const canAdd = app.project !== undefined && (first === undefined || isOpened);
  if (tracks.length > 0 && canAdd) return app.files.add(tracks, said);
  if (said.length > 0) {
    const message = said.join('\n');
    const passes = said.length === before.length;
    app.notifications.notify({ kind: 'info', title: 'Files', message, advice: '', passes });
  }
  // Why the genome could not be opened was told.
  if (tracks.length === 0 || first !== undefined) return;
  app.notifications.notify({
    kind: 'info',
    title: 'No genome is open',
    message: 'These files belong to a reference genome.',
    advice: 'Open the genome first, then drop the files again.',
  });
}

/** What was dropped anywhere on the window. */
export async function openDropped(
  app: OpenContext & LocateContext,
  dropped: readonly Dropped[],
  { pathOf }: Partial<Desktop>,
): Promise<void> {
  if (!pathOf) {
    const { paths, said } = await locateDropped(app, dropped);
    return openPaths(app, paths, said);
  }
  const paths = dropped.map(({ file }) => pathOf(file));
  return openPaths(
    app,
    paths.filter((path) => path !== ''),
  );
}
