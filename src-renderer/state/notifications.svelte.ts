import { faultText } from '../format/index.ts';

/** Something the window has to say; it stays until it is read and closed. */
export interface Notice {
  readonly id: number;
  readonly kind: 'fault' | 'info';
  /** What was tried, or what was done. */
  readonly title: string;
  readonly message: string;
  readonly advice: string;
}

/** What the window has said and nobody has closed yet. */
export class Notifications {
  #list = $state.raw<readonly Notice[]>([]);
  #nextId = 1;

  get list(): readonly Notice[] {
    return this.#list;
  }

  /** Does it; a fault is said and stays. `what` is a sentence: "The file could not be opened". */
  async attempt<T>(what: string, work: () => Promise<T>): Promise<T | undefined> {
    try {
      return await work();
    } catch (error) {
      this.fault(what, error);
      return undefined;
    }
  }

  fault(what: string, error: unknown): void {
    this.notify({ kind: 'fault', title: what, ...faultText(error) });
  }

  /** What is said already is not said twice. */
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
