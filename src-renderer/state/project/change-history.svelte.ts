/** A change of the open project that can be taken back. */
export interface Change {
  /** What it does, as a person would say it: `hide Enhancer`. */
  readonly title: string;
  /** Both resolve with whether it was saved. */
  readonly back: () => Promise<boolean>;
  readonly again: () => Promise<boolean>;
}

/** How many changes can be taken back. */
const remembered = 100;

/** What was changed in the open project, to be taken back and done again in order. */
export class ChangeHistory {
  readonly #project: () => string | undefined;
  #of: string | undefined;
  #before: Change[] = [];
  #after: Change[] = [];
  #said = $state('');
  /** One after the other: each sets what was there before it. */
  #turning: Promise<void> = Promise.resolve();

  /** `project`: id of the open one; changes of another are forgotten. */
  constructor(project: () => string | undefined) {
    this.#project = project;
  }

  /** What was taken back or done again last, for those who cannot see it. */
  get said(): string {
    return this.#said;
  }

  /** Notes a change that was made. */
  note(change: Change): void {
    this.#forgetOthers();
    this.#before = [...this.#before, change].slice(-remembered);
    this.#after = [];
  }

  /** Takes the last change back; false where there is none. */
  undo(): boolean {
    this.#forgetOthers();
    const change = this.#before.pop();
    if (!change) return false;
    this.#after.push(change);
    this.#turn(`Undone: ${change.title}`, change.back, () => {
      this.#after = this.#after.filter((one) => one !== change);
      this.#before.push(change);
    });
    return true;
  }

  /** Does again what was taken back last; false where nothing was. */
  redo(): boolean {
    this.#forgetOthers();
    const change = this.#after.pop();
    if (!change) return false;
    this.#before.push(change);
    this.#turn(`Done again: ${change.title}`, change.again, () => {
      this.#before = this.#before.filter((one) => one !== change);
      this.#after.push(change);
    });
    return true;
  }

  /** Said once it is saved; what could not be is left to be turned again. */
  #turn(said: string, turn: () => Promise<boolean>, leave: () => void): void {
    const project = this.#of;
    this.#turning = this.#turning.then(async () => {
      const isSaved = await turn();
      if (project !== this.#of) return;
      if (isSaved) this.#said = said;
      else leave();
    });
  }

  #forgetOthers(): void {
    const project = this.#project();
    if (project === this.#of) return;
    [this.#of, this.#before, this.#after, this.#said] = [project, [], [], ''];
  }
}
