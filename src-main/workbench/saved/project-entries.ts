import { defined, MegabaseError } from '../../contract/index.ts';
import type { EditableProject, ProjectDocument } from './project-document.ts';

/** One of the lists that a project's document has. */
interface EntryList<Entry> {
  /** What one of them is called. */
  readonly called: string;
  readonly of: (document: ProjectDocument) => readonly Entry[];
  readonly as: (entries: Entry[]) => Partial<ProjectDocument>;
  /** What becomes of each of the others when one is noted; they stay as they are where absent. */
  readonly beside?: (other: Entry) => Entry;
}

/** What was made in a project, newest first. Every change is made to what its file says then. */
export class ProjectEntries<Entry extends { readonly id: string }> {
  readonly #project: EditableProject;
  readonly #list: EntryList<Entry>;

  constructor(project: EditableProject, list: EntryList<Entry>) {
    this.#project = project;
    this.#list = list;
  }

  /** Error: `project-entry-unknown`. */
  get(id: string): Entry {
    const found = this.#list.of(this.#project.document).find((one) => one.id === id);
    if (found !== undefined) return found;
    throw new MegabaseError(
      'project-entry-unknown',
      `The project has no such ${this.#list.called} any more.`,
    );
  }

  /** Notes an entry: it takes the place of the same one, and of `instead`. Gives those that were there. */
  add(entry: Entry, instead?: string): Entry[] {
    const { of, as, beside = (other) => other } = this.#list;
    const isBefore = ({ id }: Entry) => id === entry.id || id === instead;
    const before: Entry[] = [];
    this.#project.edit((now) => {
      before.push(...of(now).filter(isBefore));
      const others = of(now).filter((one) => !isBefore(one));
      return as([entry, ...others.map(beside)]);
    });
    return before;
  }

  /** Forgets an entry and gives it. Error: `project-entry-unknown`. */
  remove(id: string): Entry {
    const removed: Entry[] = [];
    this.#project.edit((now) => {
      removed.push(this.get(id));
      return this.#list.as(this.#list.of(now).filter((one) => one.id !== id));
    });
    return defined(removed[0]);
  }
}
