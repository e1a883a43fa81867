import { faultText } from '../format/index.ts';

/** A message of the window; it stays until it is closed. */
export interface Notice {
  readonly id: number;
  readonly kind: 'fault' | 'info';
  /** What was tried, or what was done. */
  readonly title: string;
  readonly message: string;
  readonly advice: string;
}

/** Messages that nobody has closed yet. */
export class Notifications {
  #list = $state.raw<readonly Notice[]>([]);
  #nextId = 1;

  get list(): readonly Notice[] {
    return this.#list;
  }

  /** Does it; a fault becomes a notice. `title` is a sentence: "The file could not be opened". */
  async attempt<T>(title: string, work: () => Promise<T>): Promise<T | undefined> {
    try {
      return await work();
    } catch (error) {
      this.fault(title, error);
      return undefined;
    }
  }

  fault(title: string, error: unknown): void {
    this.notify({ kind: 'fault', title, ...faultText(error) });
  }

  /** A notice that is open already is not added twice. */
  notify(notice: Omit<Notice, 'id'>): void {
    const known = this.#list.some(
      ({ title, message }) => title === notice.title && message === notice.message,
    );
    if (!known) this.#list = [...this.#list, { ...notice, id: this.#nextId++ }];
  }

  close(id: number): void {
    this.#list = this.#list.filter((notice) => notice.id !== id);
  }
}
