import type { Region } from '../../../src-main/contract/index.ts';
import { formatLoci } from '../../locus/index.ts';

/** How many views are remembered. */
const longest = 200;

/** Views where the browser rested, to walk back and forth among. */
export class ViewHistory {
  #views: (readonly Region[])[] = [];
  /** Where among them one stands. */
  #at = -1;

  /** The browser has come to rest; what one had walked back from is forgotten, unless it is still that. */
  rested(loci: readonly Region[]): void {
    const now = this.#views[this.#at];
    if (loci.length === 0 || (now && formatLoci(now) === formatLoci(loci))) return;
    this.#views = [...this.#views.slice(0, this.#at + 1), loci].slice(-longest);
    this.#at = this.#views.length - 1;
  }

  /** Where one step leads; undefined at either end. */
  walk(by: -1 | 1): readonly Region[] | undefined {
    const loci = this.#views[this.#at + by];
    if (loci) this.#at += by;
    return loci;
  }

  clear(): void {
    this.#views = [];
    this.#at = -1;
  }
}
