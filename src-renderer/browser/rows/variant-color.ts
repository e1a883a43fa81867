import { siteColor } from '../../../src-main/drawing/index.ts';
import type { IgvTrack } from '../igv-types.ts';

/**
 * Has variants for which no colour was chosen be drawn in that of figures. What igv is given as a
 * colour, it holds for one that was chosen, and then shows no allele frequencies.
 */
export function colorVariants(track: IgvTrack): void {
  Object.defineProperty(track, 'color', { value: siteColor, writable: true, configurable: true });
}
