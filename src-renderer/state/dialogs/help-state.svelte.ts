/** What of the guide is shown: `page`, `page/heading`, or the empty string for its contents. */
export class HelpState {
  #address = $state<string>();
  #isWide = $state(false);
  #before = $state.raw<readonly string[]>([]);
  /** Where it was closed. */
  #last = '';

  /** Undefined while the guide is closed. */
  get address(): string | undefined {
    return this.#address;
  }

  /** True where it covers the window in place of standing beside the genome. */
  get isWide(): boolean {
    return this.#isWide;
  }

  get canGoBack(): boolean {
    return this.#before.length > 0;
  }

  /** Opens it, where no place is named where it was closed. */
  open(address = this.#address ?? this.#last): void {
    if (this.#address !== undefined && this.#address !== address) {
      this.#before = [...this.#before, this.#address];
    }
    this.#address = address;
  }

  back(): void {
    const last = this.#before.at(-1);
    if (last === undefined) return;
    this.#before = this.#before.slice(0, -1);
    this.#address = last;
  }

  setWide(wide: boolean): void {
    this.#isWide = wide;
  }

  close(): void {
    this.#last = this.#address ?? '';
    this.#address = undefined;
    this.#before = [];
  }

  toggle(): void {
    if (this.#address === undefined) this.open();
    else this.close();
  }
}
