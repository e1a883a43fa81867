import {
  isGenomeFile,
  isProjectFile,
  type Desktop,
  type Project,
} from '../../src-main/contract/index.ts';
import { looksLikeFolder } from '../format/index.ts';
import type { Models } from './models.svelte.ts';
import type { Notifications } from './notifications.svelte.ts';
import type { ProjectFiles } from './project-files.ts';

/** What opening needs of the window. */
export interface OpenContext {
  readonly project: Project | undefined;
  readonly notifications: Notifications;
  readonly files: Pick<ProjectFiles, 'add'>;
  readonly models: Pick<Models, 'import'>;
  newProject(path: string): Promise<void>;
  openProject(path: string): Promise<void>;
}

/** Genome, project, model folder or files over the genome: each where it belongs. */
export async function openPaths(app: OpenContext, paths: readonly string[]): Promise<void> {
  const first = paths.find((path) => isProjectFile(path) || isGenomeFile(path));
  if (first) await (isProjectFile(first) ? app.openProject(first) : app.newProject(first));
  const rest = paths.filter((path) => !isProjectFile(path) && !isGenomeFile(path));
  for (const folder of rest.filter(looksLikeFolder)) await app.models.import(folder);
  const tracks = rest.filter((path) => !looksLikeFolder(path));
  if (tracks.length === 0) return;
  if (app.project) return app.files.add(tracks);
  app.notifications.notify({
    kind: 'info',
    title: 'No genome is open',
    message: 'These files belong to a reference genome.',
    advice: 'Open the genome first, then drop the files again.',
  });
}

/** Files that were dropped anywhere on the window. */
export async function openDropped(
  app: OpenContext,
  files: readonly File[],
  { pathOf }: Partial<Desktop>,
): Promise<void> {
  if (pathOf) {
    const paths = files.map((file) => pathOf(file));
    return openPaths(
      app,
      paths.filter((path) => path !== ''),
    );
  }
  app.notifications.notify({
    kind: 'info',
    title: 'A browser does not reveal the path of a dropped file',
    message: 'Megabase reads files in place and needs their paths.',
    advice: 'Use "Open a genome" or "Add files" instead.',
  });
}
