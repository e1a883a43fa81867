/** Items, by their numbers, in sets that are joined as it is found that items belong together. */
export class DisjointSets {
  readonly #parents: Uint32Array;

  constructor(count: number) {
    this.#parents = Uint32Array.from({ length: count }, (_, item) => item);
  }

  /** The same number for all items of a set: its smallest. */
  find(item: number): number {
    let root = item;
    while (this.#parents[root]! !== root) root = this.#parents[root]!;
    for (let at = item; at !== root;) {
      const next = this.#parents[at]!;
      this.#parents[at] = root;
      at = next;
    }
    return root;
  }

  join(a: number, b: number): void {
    const [first, second] = [this.find(a), this.find(b)];
    this.#parents[Math.max(first, second)] = Math.min(first, second);
  }
}
