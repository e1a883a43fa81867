import { inks } from '../colors.ts';
import type { Pen } from '../pen.ts';
import { xOf, type Place } from '../place.ts';
import { textFont } from '../text.ts';

/** How many of a sample's copies carry a change: drawn half as high as the row, or as high. */
type Copies = 'some' | 'all';

/** A variant of a file; 0-based half-open. */
export interface Site {
  readonly start: number;
  readonly end: number;
  /** `A>C`, written where there is room. */
  readonly name: string;
  /** Absent of a file without samples, and where none is carried. */
  readonly copies?: Copies | undefined;
}

export const siteColor = '#0b6e99';

/** px of a lane of sites, and of the names above it. */
export const siteHeight = 14;
export const siteNameHeight = 14;

/** Where names of sites are written: those that do not meet another's. */
export function namedSites(
  pen: Pick<Pen, 'font' | 'measureText'>,
  sites: readonly Site[],
  place: Omit<Place, 'height'>,
): readonly { readonly site: Site; readonly middle: number }[] {
  pen.font = textFont;
  const x = xOf({ ...place, height: 0 });
  const placed = sites.map((site) => {
    const width = pen.measureText(site.name).width;
    const own = x((site.start + site.end) / 2);
    const middle = Math.max(width / 2, Math.min(place.width - width / 2, own));
    return { site, middle, left: middle - width / 2, right: middle + width / 2 };
  });
  const room = placed.every(({ left, right }, i) => {
    const before = placed[i - 1];
    return right - left <= place.width && (!before || before.right + 4 <= left);
  });
  return room ? placed : [];
}

/** Variants: a bar each in one colour, as high as copies carry it, names above where there is room for all. */
export function drawSites(
  pen: Pen,
  sites: readonly Site[],
  names: ReturnType<typeof namedSites>,
  place: Place,
  color: string,
): void {
  const x = xOf(place);
  const bottom = place.height - 1;
  pen.fillStyle = color;
  for (const { start, end, copies } of sites) {
    const left = Math.max(0, x(start));
    const right = Math.min(place.width, Math.max(x(end), left + 2));
    if (right <= 0 || left >= place.width) continue;
    const height = copies === 'some' ? siteHeight / 2 : siteHeight - 2;
    pen.fillRect(Math.min(left, place.width - 2), bottom - height, right - left, height);
  }
  pen.font = textFont;
  pen.textAlign = 'center';
  pen.textBaseline = 'alphabetic';
  pen.fillStyle = inks.word;
  for (const { site, middle } of names) pen.fillText(site.name, middle, bottom - siteHeight - 1);
  pen.textAlign = 'left';
}
