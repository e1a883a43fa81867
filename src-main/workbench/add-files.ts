import { existsSync } from 'node:fs';
import { basename, join, resolve } from 'node:path';
import { isMegabaseError } from '../contract/index.ts';
import type { OpenProject } from './open-project.ts';
import { isProjectPath } from './project-document.ts';
import { describeTrackFile, looksLikeGenome } from '../formats/track-file/index.ts';

/** Adds what can be drawn over the genome; of each file it is told what was done with it. */
export function addFiles(project: OpenProject, paths: readonly string[]): string[] {
  const tracks = [...project.document.tracks];
  const said = paths.map((path) => {
    const absolute = resolve(path);
    const other = otherWay(absolute);
    if (other !== undefined) return other;
    if (tracks.includes(absolute)) return `${basename(path)} is shown already.`;
    try {
      describeTrackFile(absolute);
    } catch (error) {
      if (isMegabaseError(error)) return error.message;
      throw error;
    }
    tracks.push(absolute);
    return `${basename(path)} was added.`;
  });
  project.change({ tracks });
  return said;
}

/** What to do with a file that is no track. */
function otherWay(path: string): string | undefined {
  const name = basename(path);
  if (isProjectPath(path)) return `${name} is a project: open it from the start page.`;
  if (existsSync(join(path, 'config.json'))) return `${name} is a model: import it under Models.`;
  if (looksLikeGenome(path)) return `${name} is a genome: open it as a new project.`;
  return undefined;
}
