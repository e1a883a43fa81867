import { resolve } from 'node:path';
import { checkOutputs } from '../../analysis/export/index.ts';
import { alreadyThere, type Replaceable } from '../../formats/output/index.ts';
import type { ModelLibrary } from '../../library/index.ts';
import type { OpenProject } from './open-project.ts';
import { filesOf } from '../saved/index.ts';

/**
 * Files of an open project, and folders of models, which no export may write over: its genome, tracks and
 * their indexes, what its maps, variants and evaluations were made from, and the project itself.
 */
export function filesOfProject(
  { path, document }: Pick<OpenProject, 'path' | 'document'>,
  library: ModelLibrary,
): string[] {
  const models = library
    .list()
    .flatMap(({ model }) => [model.folder, ...model.heads.map(({ folder }) => folder)]);
  return [path, ...filesOf(document), ...models];
}

/**
 * The files that stand where something is to be written, if the person agreed to replace each of them
 * by its name. Error: `output-exists`, with the first other one as its file.
 */
export function expectAgreed(
  standing: Replaceable,
  replace: readonly string[] | undefined,
): Replaceable {
  const agreed = new Set(replace?.map((path) => resolve(path)));
  const other = [...standing.keys()].find((path) => !agreed.has(resolve(path)));
  if (other === undefined) return standing;
  throw alreadyThere(other);
}

/**
 * The files that stand where a project's files are to be written, all of which the person agreed to replace.
 * Errors: those of `checkOutputs`; `output-exists`.
 */
export async function agreedOutputs(
  paths: readonly string[],
  replace: readonly string[] | undefined,
  project: OpenProject,
  library: ModelLibrary,
): Promise<Replaceable> {
  return expectAgreed(await checkOutputs(paths, filesOfProject(project, library)), replace);
}
