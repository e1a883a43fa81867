import { basename, resolve } from 'node:path';
import type { Project } from '../../contract/index.ts';
import { findLocations } from '../../home/index.ts';
import { createWorkbench, type RunningWorkbench } from '../../workbench/index.ts';

/** A project that is opened as a window opens it, and stays as it is: it is not among those last opened. */
export interface OpenedProject {
  readonly workbench: RunningWorkbench['workbench'];
  readonly figureParts: RunningWorkbench['figureParts'];
  readonly project: Project;
  /** Paths of the project and of what it shows. */
  readonly inputs: readonly string[];
}

/** Gives what `use` makes of a project; `cache`: folder, the usual one where absent. Errors: those of the project's file. */
export async function withProject<T>(
  path: string,
  cache: string | undefined,
  signal: AbortSignal,
  use: (opened: OpenedProject) => Promise<T>,
): Promise<T> {
  // A link or an address is for windows alone.
  const files = { register: (file: string) => ({ name: basename(file), url: '' }) };
  const service = createWorkbench({ locations: findLocations(cache), files, remembers: false });
  try {
    const { workbench } = service;
    const project = await workbench.openProject({ path: resolve(path) }, signal);
    const inputs = [path, ...project.tracks.map((track) => track.path)];
    return await use({
      workbench,
      figureParts: (request) => service.figureParts(request),
      project,
      inputs,
    });
  } finally {
    await service.close();
  }
}
