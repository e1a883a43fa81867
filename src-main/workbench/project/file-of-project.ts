import { MegabaseError, type FileFormat } from '../../contract/index.ts';
import type { OpenProject } from './open-project.ts';
import { formatOf } from '../../formats/track-file/index.ts';

/** Path of a project's track that has one of some formats. Errors: `file-missing`, `track-format`. */
export function fileOfProject(
  project: OpenProject,
  id: string,
  formats: readonly FileFormat[],
): string {
  const path = project.tracks.pathOf(id);
  const format = formatOf(path);
  if (format && formats.includes(format)) return path;
  const wanted = formats.join(' or ').toUpperCase();
  throw new MegabaseError('track-format', `${path} is not a ${wanted} file.`);
}
