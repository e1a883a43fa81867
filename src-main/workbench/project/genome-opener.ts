import { defined } from '../../contract/index.ts';
import { basename } from 'node:path';
import { cacheFolders, type Locations } from '../../home/index.ts';
import type { JobQueue } from '../jobs/index.ts';
import type { OpenProject } from './open-project.ts';
import { shelveGenome, type FileServer, type ShelvedGenome } from './served-genome.ts';

export interface GenomeOpenerContext {
  readonly locations: Locations;
  readonly files: FileServer;
  readonly jobs: JobQueue;
}

/** Opens genomes for projects. If an index must be built, that is shown as a job. */
export class GenomeOpener {
  readonly #tools: GenomeOpenerContext;

  constructor(tools: GenomeOpenerContext) {
    this.#tools = tools;
  }

  /** Hands the genome to `use`; where that fails, the genome is closed. Gives what `use` gives. */
  async open(
    path: string,
    use: (genome: ShelvedGenome) => Promise<OpenProject>,
  ): Promise<OpenProject> {
    const { locations, files, jobs } = this.#tools;
    let project: OpenProject | undefined;
    const description = { kind: 'index' as const, title: `Index of ${basename(path)}` };
    await jobs.runNow(description, async ({ update, signal }) => {
      const opened = await shelveGenome(path, files, {
        indexFolder: cacheFolders(locations.cache).indexes,
        // A genome that is read in one go is not worth a job.
        onProgress: (fraction) => fraction < 1 && update({ fraction }),
        signal,
      });
      try {
        project = await use(opened);
      } catch (error) {
        await opened.genome.close();
        throw error;
      }
      return { project: project.id };
    });
    return defined(project);
  }
}
