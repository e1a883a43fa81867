import type { Region } from '../../src-main/contract/index.ts';
import type { IgvBrowser } from './igv-types.ts';
import type { Loci } from './loci.ts';

/**
 * What a person last chose to see. igv shows more or less of it when its room changes, and is brought
 * back to it.
 */
export class ChosenView {
  readonly #browser: IgvBrowser;
  readonly #loci: Loci;
  #regions: readonly Region[] | undefined;
  /** Width of a locus in px when they were seen. */
  #width = 0;
  #isFitting = false;

  constructor(browser: IgvBrowser, loci: Loci) {
    this.#browser = browser;
    this.#loci = loci;
  }

  /** What is seen meanwhile is not what was chosen. */
  get isFitting(): boolean {
    return this.#isFitting;
  }

  /**
   * Whether igv has other room than when it was chosen. A view that igv itself has split, to show a read's
   * mate, has narrower columns and is as it was meant.
   */
  get isMisfit(): boolean {
    const isSplit = this.#regions?.length !== this.#loci.all.length;
    return this.#regions !== undefined && !isSplit && this.#loci.width !== this.#width;
  }

  clear(): void {
    this.#regions = undefined;
  }

  async show(regions: readonly Region[]): Promise<void> {
    // Known at once: a change of room that is under way must come back to it, not to what was before.
    this.#regions = regions;
    await this.#search(regions);
  }

  /** What is seen now is what was chosen. */
  note(): void {
    [this.#regions, this.#width] = [this.#loci.all, this.#loci.width];
  }

  /** From now on it fits; what it hands out has igv take the room there is, and show the same as before. */
  beginFit(): () => Promise<void> {
    this.#isFitting = true;
    // What a person does to it now is lost: igv makes its columns anew.
    this.#browser.columnContainer.ariaBusy = 'true';
    return async () => {
      try {
        // The room may change once more while what is seen is fetched.
        for (let width; width !== this.#loci.width;) {
          width = this.#loci.width;
          await this.#browser.visibilityChange();
          for (let wanted; this.#regions && wanted !== this.#regions;) {
            wanted = this.#regions;
            await this.#search(wanted);
          }
        }
      } finally {
        this.#width = this.#loci.width;
        this.#isFitting = false;
        this.#browser.columnContainer.ariaBusy = null;
      }
    };
  }

  async #search(loci: readonly Region[]): Promise<void> {
    const texts = loci.map(({ contig, start, end }) => `${contig}:${start + 1}-${end}`);
    await this.#browser.search(texts.join(' '));
  }
}
