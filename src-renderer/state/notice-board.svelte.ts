import { faultText, type Notice } from './notices.ts';

/** What the window has said and nobody has closed yet. */
export class NoticeBoard {
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
    this.say({ kind: 'fault', title: what, ...faultText(error) });
  }

  /** What is said already is not said twice. */
  say(notice: Omit<Notice, 'id'>): void {
    const known = this.#list.some(
      ({ title, message }) => title === notice.title && message === notice.message,
    );
    if (!known) this.#list = [...this.#list, { ...notice, id: this.#nextId++ }];
  }

  close(id: number): void {
    this.#list = this.#list.filter((notice) => notice.id !== id);
  }
}
