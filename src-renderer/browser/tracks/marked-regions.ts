import { formatRegion, type Region } from '../../../src-main/contract/index.ts';
import { regionOfIgv } from '../igv-place.ts';
import type { IgvBrowser, IgvRegion } from '../igv-types.ts';

const markColor = 'rgba(27,95,193,0.10)';

export interface MarkEvents {
  /** A region was marked with the mouse: Shift and drag along the ruler. */
  readonly onMark: (region: Region) => void;
  readonly onUnmark: (region: Region) => void;
}

/** Regions that igv shades through all tracks. */
export class MarkedRegions {
  readonly #browser: IgvBrowser;
  /** Those that are shaded now. */
  #shown: readonly Region[] = [];

  constructor(browser: IgvBrowser, { onMark, onUnmark }: MarkEvents) {
    this.#browser = browser;
    browser.on('roiadded', (added: IgvRegion) => {
      const region = regionOfIgv(added);
      // It is drawn already.
      this.#shown = [...this.#shown, region];
      onMark(region);
    });
    // igv's own would send the sequence to another machine.
    browser.roiManager.roiMenu.menuItems = (feature) => [
      { label: 'Remove mark', click: () => onUnmark(regionOfIgv(feature)) },
    ];
  }

  /** igv has taken all of them away. */
  clear(): void {
    this.#shown = [];
  }

  /** Shades exactly these. */
  async show(regions: readonly Region[]): Promise<void> {
    if (regions.map(formatRegion).join() === this.#shown.map(formatRegion).join()) return;
    this.#shown = regions;
    this.#browser.roiManager.clearROIs();
    if (regions.length === 0) return;
    const features = regions.map(({ contig, start, end }) => ({ chr: contig, start, end }));
    // As igv's own set, which those that are marked with the mouse are added to.
    const set = { name: 'Marked regions', isUserDefined: true, color: markColor, features };
    await this.#browser.loadROI([set]);
  }
}
