import { formatRegion, type Region } from '../../src-main/contract/index.ts';

/** How many views are remembered. */
const longest = 200;

/** Views where the browser rested, to walk back and forth among. */
export class ViewHistory {
  #views: Region[] = [];
  /** Where among them one stands. */
  #at = -1;

  /** The browser has come to rest; what one had walked back from is forgotten, unless it is still that. */
  rested(region: Region | undefined): void {
    const now = this.#views[this.#at];
    if (!region || (now && formatRegion(now) === formatRegion(region))) return;
    this.#views = [...this.#views.slice(0, this.#at + 1), region].slice(-longest);
    this.#at = this.#views.length - 1;
  }

  /** Where one step leads; undefined at either end. */
  walk(by: -1 | 1): Region | undefined {
    const region = this.#views[this.#at + by];
    if (region) this.#at += by;
    return region;
  }

  clear(): void {
    this.#views = [];
    this.#at = -1;
  }
}
