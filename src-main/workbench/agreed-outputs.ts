import { resolve } from 'node:path';
import { alreadyThere, type Replaceable } from '../formats/output/index.ts';
import type { ModelLibrary } from '../library/index.ts';
import type { OpenProject } from './open-project.ts';

/**
 * Files of an open project, and folders of models, which no export may write over: its genome, tracks,
 * what its maps and variants were made from, and the project itself.
 */
export function filesOfProject(
  { path, document }: Pick<OpenProject, 'path' | 'document'>,
  library: ModelLibrary,
): string[] {
  const { genome, tracks, maps, variantSets } = document;
  const ofMaps = maps.flatMap(({ request: { elements, targets } }) => [
    elements.kind === 'bed' ? elements.path : undefined,
    targets,
  ]);
  const ofVariants = variantSets.flatMap(({ request }) => [request.source, request.targets]);
  const models = library
    .list()
    .flatMap(({ model }) => [model.folder, ...model.heads.map(({ folder }) => folder)]);
  return [path, genome, ...tracks, ...ofMaps, ...ofVariants, ...models].filter(
    (file) => file !== undefined,
  );
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
