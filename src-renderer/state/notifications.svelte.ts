import { faultText } from '../format/index.ts';

/** A message of the window; it stays until it is closed, or for a while if it needs no act. */
export interface Notice {
  readonly id: number;
  readonly kind: 'fault' | 'info';
  /** What was tried, or what was done. */
  readonly title: string;
  readonly message: string;
  readonly advice: string;
  /** It needs no act: after a while it goes by itself, and stays among what was done. */
  readonly passes?: boolean;
}

/** Most that are kept of what went by itself. */
const mostPassed = 20;

/** Messages that nobody has closed yet. */
export class Notifications {
  #list = $state.raw<readonly Notice[]>([]);
  #passed = $state.raw<readonly Notice[]>([]);
  #nextId = 1;

  get list(): readonly Notice[] {
    return this.#list;
  }

  /** Those that went by themselves; the latest is last. */
  get passed(): readonly Notice[] {
    return this.#passed;
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
    const others = (notices: readonly Notice[]) => notices.filter((notice) => notice.id !== id);
    this.#list = others(this.#list);
    this.#passed = others(this.#passed);
  }

  /** Its while is over. */
  pass(id: number): void {
    const notice = this.#list.find((one) => one.id === id);
    this.close(id);
    if (notice) this.#passed = [...this.#passed, notice].slice(-mostPassed);
  }
}
