import { existsSync, renameSync } from 'node:fs';
import { join } from 'node:path';
import { MegabaseError } from '../contract/index.ts';
import {
  newProjectDocument,
  readProjectDocument,
  type ProjectDocument,
} from './project-document.ts';

/**
 * The tutorial's project with the files that ship now, wherever the program lies, and what is kept
 * in `path`. A damaged one is set aside, with the error `project-format`: there is only one path.
 */
export function readTutorialDocument(path: string, resources: string): ProjectDocument {
  const file = (name: string) => join(resources, 'tutorial', name);
  const genome = file('tutorial.fa.gz');
  return {
    ...newProjectDocument('Tutorial', genome),
    model: 'hawk-tutorial',
    ...readKept(path),
    genome,
    tracks: ['tutorial.gff3', 'sample.vcf.gz', 'sample.bam'].map(file),
  };
}

function readKept(path: string): Partial<ProjectDocument> {
  if (!existsSync(path)) return {};
  try {
    return readProjectDocument(path);
  } catch (cause) {
    if (!(cause instanceof MegabaseError) || cause.code !== 'project-format') throw cause;
    const aside = `${path}.damaged-${Date.now()}`;
    renameSync(path, aside);
    const message = `${cause.message} It is now ${aside}; the tutorial can be begun anew.`;
    throw new MegabaseError('project-format', message, { cause });
  }
}
