import {
  formatRegion,
  markChanges,
  withMarks,
  type Mark,
  type MarkChange,
  type Project,
  type Region,
} from '../../../src-main/contract/index.ts';
import type { WorkbenchClient } from '../../../src-main/transport/browser.ts';
import type { ChangeHistory } from './change-history.svelte.ts';
import type { ProjectChanges } from './project-changes.ts';

/** What the marks need of the window round them. */
export interface MarksContext {
  readonly workbench: WorkbenchClient;
  readonly changes: ProjectChanges;
  readonly history: ChangeHistory;
  /** The open one. */
  readonly project: () => Project | undefined;
}

/** Regions of the open project that were marked by hand. */
export class Marks {
  readonly #context: MarksContext;
  /** The last change, until it is saved. */
  #saving = Promise.resolve();

  constructor(context: MarksContext) {
    this.#context = context;
  }

  get list(): readonly Mark[] {
    return this.#context.project()?.marks ?? [];
  }

  /** The one of a name, spaces included; either case. */
  named(text: string): Mark | undefined {
    const words = text.trim().toLowerCase();
    return this.list.find(({ name }) => name?.toLowerCase() === words);
  }

  /** The next one along the genome (1), or the one before (-1), round its ends. */
  beside(seen: Region, by: 1 | -1): Mark | undefined {
    const contigs = this.#context.project()?.genome?.contigs ?? [];
    const placeOf = ({ contig }: Region) => contigs.findIndex(({ name }) => name === contig);
    const compare = (a: Region, b: Region) => placeOf(a) - placeOf(b) || a.start - b.start;
    const sorted = this.list.toSorted(compare);
    return by > 0
      ? (sorted.find((mark) => compare(mark, seen) > 0) ?? sorted[0])
      : (sorted.findLast((mark) => compare(mark, seen) < 0) ?? sorted.at(-1));
  }

  /** Those that are not marked already. */
  add(added: readonly Mark[]): Promise<void> {
    return this.set((marks) => {
      const known = marks.map(formatRegion);
      return [...marks, ...added.filter((mark) => !known.includes(formatRegion(mark)))];
    });
  }

  remove(region: Region): Promise<void> {
    const place = formatRegion(region);
    return this.set((marks) => marks.filter((mark) => formatRegion(mark) !== place));
  }

  /** One change after another: what is taken away may be a mark that is only just being saved. */
  set(change: (marks: readonly Mark[]) => readonly Mark[]): Promise<void> {
    this.#saving = this.#saving.then(async () => {
      const changes = markChanges(this.list, change(this.list));
      if (changes.length === 0) return;
      this.#context.history.note({
        title: 'marks',
        back: () => this.#save(changes, 'before'),
        again: () => this.#save(changes, 'after'),
      });
      await this.#save(changes, 'after');
    });
    return this.#saving;
  }

  /** Whether they were saved. */
  #save(changed: readonly MarkChange[], which: 'before' | 'after'): Promise<boolean> {
    const { changes, workbench } = this.#context;
    return changes.revise('The marks could not be saved', (known) => {
      const marks = withMarks(this.list, changed, which);
      return workbench.updateProject({ ...known, marks });
    });
  }
}
