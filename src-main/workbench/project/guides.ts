import { existsSync, renameSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { writeYeastFiles } from '../../analysis/tutorial/index.ts';
import { guideNames, MegabaseError, type GuideName } from '../../contract/index.ts';
import type { Locations } from '../../home/index.ts';
import {
  newProjectDocument,
  projectPath,
  readProjectDocument,
  type ProjectDocument,
} from '../saved/index.ts';

/** A project of what ships, with steps beside it. */
interface Guide {
  readonly title: string;
  readonly model: string;
  /** Name of the genome's file, in a folder that is named as the guide is. */
  readonly genome: string;
  /** Genome and tracks, absolute; made where they are not among the resources. */
  readonly files: (locations: Locations) => Promise<{ genome: string; tracks: readonly string[] }>;
}

const guides: Readonly<Record<GuideName, Guide>> = {
  tutorial: {
    title: 'Tutorial',
    model: 'hawk-tutorial',
    genome: 'tutorial.fa.gz',
    files: ({ resources }) => {
      const file = (name: string) => join(resources, 'tutorial', name);
      const tracks = ['tutorial.gff3', 'sample.vcf.gz', 'sample.bam'].map(file);
      return Promise.resolve({ genome: file('tutorial.fa.gz'), tracks });
    },
  },
  yeast: {
    title: 'A real genome: yeast',
    model: 'hawk-yeast',
    genome: 'yeast.fa',
    files: ({ resources, projects }) => writeYeastFiles(resources, join(projects, 'yeast')),
  },
};

/** Where a guide's project is kept, or will be: not where a person's own project has its name. */
export function guidePath(name: GuideName, { projects }: Locations): string {
  for (let n = 1; ; n++) {
    const path = projectPath(projects, n === 1 ? name : `${name} guide${n === 2 ? '' : ` ${n}`}`);
    if (!existsSync(path) || isOfGuide(path, name)) return path;
  }
}

function isOfGuide(path: string, name: GuideName): boolean {
  try {
    const document = readProjectDocument(path);
    if (document.guide !== undefined) return document.guide === name;
    // Saved before guides were marked. The program may have lain elsewhere then.
    const { title, genome } = guides[name];
    const folder = basename(dirname(document.genome));
    return document.name === title && folder === name && basename(document.genome) === genome;
  } catch {
    // A damaged one is set aside, and not written over.
    return true;
  }
}

/** The guide whose project is kept there, if any. */
export function guideAt(path: string, locations: Locations): GuideName | undefined {
  return guideNames.find((name) => guidePath(name, locations) === path);
}

/**
 * A guide's project with the files that ship now, wherever the program lies, and what is kept of it. A
 * damaged one is set aside, with the error `project-format`: there is only one path.
 */
export async function readGuideDocument(
  name: GuideName,
  locations: Locations,
): Promise<ProjectDocument> {
  const { title, model, files } = guides[name];
  const { genome, tracks } = await files(locations);
  const kept = readKept(guidePath(name, locations));
  const shipped = { guide: name, genome, tracks: [...tracks] };
  return { ...newProjectDocument(title, genome), model, ...kept, ...shipped };
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
