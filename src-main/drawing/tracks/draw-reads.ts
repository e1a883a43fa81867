import { letterColors } from '../letters.ts';
import type { Pen } from '../pen.ts';
import { xOf, type Place } from '../place.ts';
import type { ReadLanes, ShownRead } from './read-lanes.ts';

const readColor = '#b4bcc7';
const coverageColor = '#9aa4b1';
const insertionColor = '#7a5aa6';
const gapColor = '#4a5563';

/** How deep reads cover a stretch of a contig. */
export interface Coverage {
  /** Base of the first number, 0-based. */
  readonly start: number;
  /** Reads over each base. */
  readonly depth: ArrayLike<number>;
  /** Reads with A, C, G and T at each base, `[bases][4]`; absent where reads are not told apart. */
  readonly bases?: ArrayLike<number> | undefined;
  /** Letters of the genome from `start`, capitals. */
  readonly reference: string;
}

/** Share of reads from which on other bases than the genome's are coloured in the coverage. */
const shownShare = 0.2;

/** The bases, by index, that are coloured at the `i`th of a coverage: those of reads that differ, where enough do. */
function shownBases({ depth, bases, reference }: Coverage, i: number): readonly number[] {
  const own = 'ACGT'.indexOf(reference[i] ?? 'N');
  if (!bases || own < 0) return [];
  const others = [0, 1, 2, 3].filter((base) => base !== own && (bases[4 * i + base] ?? 0) > 0);
  const count = others.reduce((sum, base) => sum + (bases[4 * i + base] ?? 0), 0);
  return count >= shownShare * (depth[i] ?? 0) ? others : [];
}

/** Whether bases that differ from the genome are coloured anywhere in a coverage. */
export function hasShownBases(coverage: Coverage): boolean {
  if (!coverage.bases) return false;
  for (let i = 0; i < coverage.depth.length; i++) {
    if (shownBases(coverage, i).length > 0) return true;
  }
  return false;
}

/** Depth by base; where a pixel holds several, the deepest. Bases that differ are stacked in their colours. */
export function drawCoverage(
  pen: Pen,
  coverage: Coverage,
  { max, log = false }: { readonly max: number; readonly log?: boolean | undefined },
  place: Place,
): void {
  const { start, depth, bases } = coverage;
  const x = xOf(place);
  const [top, bottom] = [3, place.height - 1];
  // As igv has it: no reads are at the foot of a logarithmic scale too.
  const level = (value: number) => (log ? Math.log10(value + 1) : value);
  const y = (value: number) =>
    bottom - (level(Math.min(value, max)) / (level(max) || 1)) * (bottom - top);
  pen.fillStyle = coverageColor;
  for (let i = 0; i < depth.length;) {
    const left = Math.floor(x(start + i));
    let next = i + 1;
    let deepest = depth[i] ?? 0;
    while (next < depth.length && Math.floor(x(start + next)) <= left) {
      deepest = Math.max(deepest, depth[next++] ?? 0);
    }
    const right = Math.min(place.width, Math.max(left + 1, Math.floor(x(start + next))));
    if (deepest > 0 && right > 0 && left < place.width) {
      const from = Math.max(0, left);
      pen.fillRect(from, y(deepest), right - from, bottom - y(deepest));
    }
    i = next;
  }
  if (!bases) return;
  for (let i = 0; i < depth.length; i++) {
    const shown = shownBases(coverage, i);
    if (shown.length === 0) continue;
    const left = x(start + i);
    const width = Math.max(2, x(start + i + 1) - left);
    let foot = bottom;
    for (const base of shown) {
      const height = bottom - y(bases[4 * i + base] ?? 0);
      pen.fillStyle = letterColors['ACGT'.charAt(base)];
      pen.fillRect(left, foot - height, width, height);
      foot -= height;
    }
  }
}

/** Reads: grey, pointed where they end, with what differs from the genome in colour. */
export function drawReads(pen: Pen, { lanes, laneHeight }: ReadLanes, place: Place): void {
  const x = xOf(place);
  const at = (position: number) => Math.max(0, Math.min(place.width, x(position)));
  const height = laneHeight - 1.5;
  for (const [lane, reads] of lanes.entries()) {
    const top = lane * laneHeight;
    const middle = top + height / 2;
    for (const read of reads) {
      pen.fillStyle = gapColor;
      pen.fillRect(at(read.start), middle - 0.4, at(read.end) - at(read.start), 0.8);
      pen.fillStyle = readColor;
      for (const [start, end] of read.blocks) {
        pen.fillRect(at(start), top, at(end) - at(start), height);
      }
      point(pen, read, { x, top, height, width: place.width });
      pen.fillStyle = gapColor;
      for (const [start, end] of read.deletions) {
        pen.fillRect(at(start), middle - 1, at(end) - at(start), 2);
      }
      pen.fillStyle = insertionColor;
      for (const position of read.insertions) {
        if (x(position) < 1 || x(position) > place.width - 1) continue;
        pen.fillRect(x(position) - 0.75, top, 1.5, height);
      }
      for (const mismatch of read.mismatches) {
        const left = at(mismatch.at);
        const width = Math.min(Math.max(1.2, at(mismatch.at + 1) - left), place.width - left);
        pen.fillStyle = letterColors[mismatch.base] ?? gapColor;
        pen.fillRect(left, top, width, height);
      }
    }
  }
}

/** The tip of a read, where it ends in view. */
function point(
  pen: Pen,
  { start, end, reverse }: ShownRead,
  {
    x,
    top,
    height,
    width,
  }: { x: (at: number) => number; top: number; height: number; width: number },
): void {
  const foot = x(reverse ? start : end);
  const tip = foot + (reverse ? -2.5 : 2.5);
  if (tip < 0 || tip > width || foot < 0 || foot > width) return;
  pen.beginPath();
  pen.moveTo(foot, top);
  pen.lineTo(tip, top + height / 2);
  pen.lineTo(foot, top + height);
  pen.closePath();
  pen.fill();
}
