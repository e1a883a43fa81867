import { randomUUID } from 'node:crypto';
import { statSync } from 'node:fs';
import { MegabaseError, type GuideName } from '../../contract/index.ts';
import type { Genome } from '../../formats/genome/index.ts';
import type { FinalTracks } from '../../analysis/run/index.ts';
import {
  readProjectDocument,
  writeProjectDocument,
  type EditableProject,
  type ProjectDocument,
  type SavedRun,
  type SavedMap,
  type SavedVariantSet,
  ProjectEntries,
  ProjectTracks,
  type SavedBaseMap,
  type SavedEvaluation,
  type ProjectLock,
} from '../saved/index.ts';
import type { ShelvedGenome } from './served-genome.ts';

/** A genome, or why there is none, in a sentence. */
export type GenomeState = ShelvedGenome | { readonly fault: string };

/**
 * A project while it is open. Every change is saved at once, and made to what the file says then: other
 * processes may change it, too.
 */
export class OpenProject implements EditableProject {
  readonly id = randomUUID();
  readonly path: string;
  readonly guide: GuideName | undefined;
  /** What runs that are being computed have told, by the id that each will have. */
  readonly live = new Map<string, FinalTracks>();
  readonly tracks = new ProjectTracks(this);
  /** Forgotten here, a run stays in the cache. */
  readonly runs = new ProjectEntries<SavedRun>(this, {
    called: 'run',
    of: ({ runs }) => runs,
    as: (runs) => ({ runs }),
  });
  readonly maps = new ProjectEntries<SavedMap>(this, {
    called: 'map',
    of: ({ maps }) => maps,
    as: (maps) => ({ maps }),
  });
  readonly baseMaps = new ProjectEntries<SavedBaseMap>(this, {
    called: 'map',
    of: ({ baseMaps }) => baseMaps,
    as: (baseMaps) => ({ baseMaps }),
  });
  /** The table of the one noted last is open. */
  readonly variantSets = new ProjectEntries<SavedVariantSet>(this, {
    called: 'scored variants',
    of: ({ variantSets }) => variantSets,
    as: (variantSets) => ({ variantSets }),
    beside: (set) => ({ ...set, shown: false }),
  });
  readonly evaluations = new ProjectEntries<SavedEvaluation>(this, {
    called: 'evaluation',
    of: ({ evaluations }) => evaluations,
    as: (evaluations) => ({ evaluations }),
  });
  readonly #lock: ProjectLock;
  #document: ProjectDocument;
  /** What the file looked like when it was last read or written; undefined before it is there, or where nobody looked. */
  #stamp: string | undefined;
  #revision = 0;
  #genome: GenomeState = { fault: 'It is not open yet.' };

  /**
   * @param stamp of the file before `document` was read, so that what another process saves meanwhile is taken, too;
   *   without one the file is read again before the first change
   */
  constructor(
    path: string,
    document: ProjectDocument,
    lock: ProjectLock,
    {
      guide,
      stamp,
    }: { readonly guide?: GuideName | undefined; readonly stamp?: string | undefined } = {},
  ) {
    this.path = path;
    this.#lock = lock;
    this.guide = guide;
    this.#document = document;
    this.#stamp = stamp;
  }

  get document(): ProjectDocument {
    return this.#document;
  }

  get revision(): number {
    return this.#revision;
  }

  /** Error: `project-changed` where the project is no more what somebody knew it as. */
  expectRevision(known: number | undefined): void {
    if (known === undefined || known === this.#revision) return;
    throw new MegabaseError('project-changed', 'The project was changed at the same moment.');
  }

  /** Takes what another process has saved; the revision is another where that is something new. */
  refresh(): void {
    const stamp = stampOf(this.path);
    if (stamp === undefined || stamp === this.#stamp) return;
    try {
      const read = readProjectDocument(this.path);
      this.#stamp = stamp;
      const before = this.#document;
      this.#document = read;
      // Where one window looks is no matter of another's.
      const { locus } = before;
      if (JSON.stringify({ ...read, locus }) !== JSON.stringify({ ...before, locus })) {
        this.#revision += 1;
      }
    } catch {
      // Damaged by somebody: it is written whole with the next change.
    }
  }

  /**
   * Changes the project as its file has it now; no other process changes it meanwhile. Errors: those of `work`, and
   * nothing is changed then; `project-changed`; those of writing.
   */
  edit(work: (now: ProjectDocument) => Partial<ProjectDocument>): void {
    this.#lock.run(() => {
      this.refresh();
      const change = work(this.#document);
      if (Object.keys(change).some((field) => field !== 'locus')) this.#revision += 1;
      this.#document = { ...this.#document, ...change };
      writeProjectDocument(this.path, this.#document);
      this.#stamp = stampOf(this.path);
    });
  }

  get genomeState(): GenomeState {
    return this.#genome;
  }

  /** Error: `file-missing`, with what kept it from being opened. */
  get genome(): Genome {
    if ('genome' in this.#genome) return this.#genome.genome;
    throw new MegabaseError(
      'file-missing',
      `The project's genome ${this.#document.genome} is not open: ${this.#genome.fault}`,
    );
  }

  async setGenome(genome: GenomeState): Promise<void> {
    const before = this.#genome;
    this.#genome = genome;
    if ('genome' in before) await before.genome.close();
  }

  /**
   * Notes a run, in place of `instead`, and gives its id. One of the same interval takes the older one's
   * place; the same content at another place is a run of its own.
   */
  addRun(run: Omit<SavedRun, 'id' | 'shown'>, instead?: string): string {
    return this.#lock.run(() => {
      this.refresh();
      const id = this.runId(run);
      this.runs.add({ ...run, id, shown: true }, instead);
      return id;
    });
  }

  /** The id that a run has, or will have once it is noted. */
  runId(run: Pick<SavedRun, 'key' | 'interval'>): string {
    const same = ({ key, interval }: SavedRun) =>
      key === run.key &&
      interval.contig === run.interval.contig &&
      interval.start === run.interval.start;
    return this.#document.runs.find(same)?.id ?? this.#freeRunId(run.key);
  }

  #freeRunId(key: string): string {
    const taken = (id: string) => this.#document.runs.some((run) => run.id === id);
    let id = key;
    for (let n = 2; taken(id); n++) id = `${key}-${n}`;
    return id;
  }
}

/** Changes whenever the file is written; undefined where there is none, or none that may be looked at. */
export function stampOf(path: string): string | undefined {
  try {
    const { ino, mtimeMs, size } = statSync(path);
    return [ino, mtimeMs, size].join(' ');
  } catch {
    return undefined;
  }
}
