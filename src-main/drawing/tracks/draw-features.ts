import type { Pen } from '../pen.ts';
import { xOf, type Place } from '../place.ts';
import { inks } from '../colors.ts';
import { textFont } from '../text.ts';
import { arrowColor } from './feature-color.ts';

/** A feature of an annotation; 0-based half-open. */
export interface Feature {
  /** What is written below it; nothing where absent. */
  readonly name?: string | undefined;
  readonly start: number;
  readonly end: number;
  readonly strand: '+' | '-' | '.';
  readonly color: string;
  /** What of it is drawn as boxes, coding sequence high and the rest low; all of it where there is nothing. */
  readonly parts: readonly {
    readonly start: number;
    readonly end: number;
    readonly coding: boolean;
  }[];
}

/** Where a feature stands. */
interface PlacedFeature {
  readonly feature: Feature;
  readonly lane: number;
  /** px of the middle of its name; absent where no name is written. */
  readonly nameAt?: number | undefined;
}

/** Features in lanes, none over another. */
export interface FeatureLanes {
  readonly placed: readonly PlacedFeature[];
  /** Features that found no lane. */
  readonly leftOut: number;
  readonly laneHeight: number;
  /** px */
  readonly height: number;
}

const bodyHeight = 10;
const nameHeight = 14;
/** px between two features of a lane, and between two without names. */
const [gap, bareGap] = [5, 1.5];

/**
 * Lanes for the features of a row, in the order of the contig. Names stay inside the row and apart from each
 * other; where there are too many features for `maxLanes` with their names, they are drawn without.
 */
export function layOutFeatures(
  pen: Pick<Pen, 'font' | 'measureText'>,
  features: readonly Feature[],
  place: Omit<Place, 'height'>,
  maxLanes = 12,
): FeatureLanes {
  const seen = features
    .filter(({ start, end }) => overlaps(start, end, place))
    .toSorted((a, b) => a.start - b.start || b.end - a.end);
  pen.font = textFont;
  const named =
    seen.some(({ name }) => name !== undefined) && fill(pen, seen, place, maxLanes, true);
  if (named && named.leftOut === 0) return named;
  return fill(pen, seen, place, 2 * maxLanes, false);
}

function overlaps(start: number, end: number, place: Omit<Place, 'height'>): boolean {
  const last = place.bpStart + place.width * place.bpPerPixel;
  return end > place.bpStart && start < last;
}

function fill(
  pen: Pick<Pen, 'measureText'>,
  features: readonly Feature[],
  place: Omit<Place, 'height'>,
  maxLanes: number,
  withNames: boolean,
): FeatureLanes {
  const x = xOf({ ...place, height: 0 });
  /** px up to which each lane is taken. */
  const taken: number[] = [];
  const placed: PlacedFeature[] = [];
  let leftOut = 0;
  for (const feature of features) {
    const left = Math.max(0, x(feature.start));
    const right = Math.min(place.width, Math.max(x(feature.end), left + 2));
    const width = withNames && feature.name !== undefined ? pen.measureText(feature.name).width : 0;
    const fits = width > 0 && width <= place.width;
    const middle = Math.max(width / 2, Math.min(place.width - width / 2, (left + right) / 2));
    const from = fits ? Math.min(left, middle - width / 2) : left;
    const to = fits ? Math.max(right, middle + width / 2) : right;
    const found = taken.findIndex((end) => end + (withNames ? gap : bareGap) <= from);
    const lane = found < 0 ? taken.length : found;
    if (lane >= maxLanes) {
      leftOut++;
      continue;
    }
    taken[lane] = to;
    placed.push({ feature, lane, nameAt: fits ? middle : undefined });
  }
  const laneHeight = withNames ? bodyHeight + nameHeight + 2 : bodyHeight + 3;
  return { placed, leftOut, laneHeight, height: Math.max(1, taken.length) * laneHeight };
}

/** Features in their lanes: boxes and the lines between them, arrows where they are read to, and names. */
export function drawFeatures(pen: Pen, lanes: FeatureLanes, place: Place): void {
  const x = xOf(place);
  const clamp = (position: number) => Math.max(0, Math.min(place.width, x(position)));
  pen.font = textFont;
  pen.textAlign = 'center';
  pen.textBaseline = 'alphabetic';
  for (const { feature, lane, nameAt } of lanes.placed) {
    const { start, end, strand, color, parts } = feature;
    const top = lane * lanes.laneHeight + 1;
    const [left, right] = [clamp(start), Math.max(clamp(end), clamp(start) + 1.5)];
    const middle = top + bodyHeight / 2;
    pen.fillStyle = color;
    if (parts.length === 0) {
      pen.fillRect(left, top + 1, right - left, bodyHeight - 2);
      chevrons(pen, { left, right, middle, strand, color: arrowColor(color) });
    } else {
      pen.fillRect(left, middle - 0.5, right - left, 1);
      chevrons(pen, { left, right, middle, strand, color });
      for (const part of parts) {
        if (!overlaps(part.start, part.end, place)) continue;
        const [from, to] = [clamp(part.start), Math.max(clamp(part.end), clamp(part.start) + 1)];
        const half = part.coding ? bodyHeight / 2 : bodyHeight / 2 - 2;
        pen.fillStyle = color;
        pen.fillRect(from, middle - half, to - from, 2 * half);
        chevrons(pen, { left: from, right: to, middle, strand, color: arrowColor(color) });
      }
    }
    if (nameAt === undefined || feature.name === undefined) continue;
    pen.fillStyle = inks.word;
    pen.fillText(feature.name, nameAt, top + bodyHeight + 10);
  }
  pen.textAlign = 'left';
}

/** Little arrows along a feature, in the direction in which it is read. */
function chevrons(
  pen: Pen,
  line: { left: number; right: number; middle: number; strand: string; color: string },
): void {
  const { left, right, middle, strand, color } = line;
  if (strand === '.' || right - left < 12) return;
  const step = 14;
  const count = Math.max(1, Math.floor((right - left - 6) / step));
  const first = (left + right - (count - 1) * step) / 2;
  const tip = strand === '+' ? 1.5 : -1.5;
  pen.strokeStyle = color;
  pen.lineWidth = 1;
  pen.beginPath();
  for (let i = 0; i < count; i++) {
    const at = first + i * step;
    pen.moveTo(at - tip, middle - 2.5);
    pen.lineTo(at + tip, middle);
    pen.lineTo(at - tip, middle + 2.5);
  }
  pen.stroke();
}
