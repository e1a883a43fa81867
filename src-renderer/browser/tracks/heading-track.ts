import type { Igv } from '../igv-types.ts';

/** px */
export const headingHeight = 24;

/** Room for the line above a group's rows: what is written there is the column's, over igv. */
export function headingConfig(): object {
  return {
    ...{ type: 'heading', min: 0, max: 1 },
    featureSource: { supportsWholeGenome: () => false, getFeatures: () => Promise.resolve([]) },
  };
}

export function registerHeadingTrack(igv: Igv): void {
  igv.registerTrackCreatorFunction('heading', async (config, browser) => {
    const track = await browser.createTrack({ ...config, type: 'wig' });
    const nothing = () => undefined;
    for (const name of ['draw', 'paintAxis', 'hoverText']) {
      Object.defineProperty(track, name, { value: nothing, configurable: true });
    }
    Object.defineProperty(track, 'contextMenuItemList', { value: () => [], configurable: true });
    return track;
  });
}
