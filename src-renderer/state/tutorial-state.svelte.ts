/** The tutorial, or the guide through another genome: whether it is open, and where. */
export class TutorialState {
  #isOpen = $state(false);
  #step = $state(0);

  get isOpen(): boolean {
    return this.#isOpen;
  }

  /** From 0. */
  get step(): number {
    return this.#step;
  }

  show(open: boolean): void {
    this.#isOpen = open;
  }

  goTo(step: number): void {
    this.#step = step;
  }
}
