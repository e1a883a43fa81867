import { existsSync } from 'node:fs';
import { readProjectDocument } from './project-document.ts';

/**
 * Every file of the user's that a saved project would have opened, absolute; none of one that is not there.
 * Errors: `project-format`, `file-unreadable`.
 */
export function savedPaths(path: string): string[] {
  if (!existsSync(path)) return [];
  const { genome, tracks, maps, baseMaps, variantSets, evaluations } = readProjectDocument(path);
  const ofMaps = maps.flatMap(({ request: { elements, targets } }) => [
    elements.kind === 'bed' ? elements.path : undefined,
    targets,
  ]);
  const ofBaseMaps = baseMaps.map(({ request: { question } }) =>
    question.kind === 'mutagenesis' ? question.annotation : undefined,
  );
  const ofSets = variantSets.flatMap(({ request: { source, targets } }) => [source, targets]);
  const labels = evaluations.map(({ request }) => request.labels);
  const named = [genome, ...tracks, ...ofMaps, ...ofBaseMaps, ...ofSets, ...labels];
  return [...new Set(named.filter((file) => file !== undefined))];
}
