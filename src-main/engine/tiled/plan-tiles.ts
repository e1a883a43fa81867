import { tileBin, tileCentre, type GraphManifest } from '../../model/index.ts';

/** A tile, which a graph reads at once. Tokens count from the interval's start. */
export interface Tile {
  /** What is read, 0-based half-open; what lies outside `seen` is read as N. */
  readonly start: number;
  readonly end: number;
  readonly seen: { readonly start: number; readonly end: number };
  /** What counts of it. */
  readonly from: number;
  readonly to: number;
}

/**
 * The tiles that an interval is read in, in order. What counts of them adjoins and is all of the
 * interval; their values lie on the contig's own bins. The last one ends where the interval ends, and
 * only where the interval is shorter than a tile, or ends within a bin, is N read behind it.
 */
export function planTiles(
  manifest: GraphManifest,
  interval: { readonly start: number; readonly end: number },
): Tile[] {
  const { length: maxLength } = manifest.tiling;
  const centre = tileCentre(manifest);
  const margin = (maxLength - centre) / 2;
  const bin = tileBin(manifest);
  const crop = Math.max(...manifest.outputs.map((one) => ('crop' in one ? (one.crop ?? 0) : 0)));
  const length = interval.end - interval.start;
  const start = -(interval.start % bin) - crop;
  const rest = length + crop - start - maxLength;
  if (rest <= 0) {
    const end = start + onlyTile(manifest, maxLength + rest);
    return [{ start, end, seen: { start: 0, end: length }, from: 0, to: length }];
  }
  const last = Math.ceil(rest / bin) * bin;
  const steps = Array.from({ length: Math.ceil(last / centre) }, (_, k) => k * centre);
  let from = 0;
  return [...steps, last].map((step, k) => {
    const to = k === steps.length ? length : start + step + margin + centre;
    const seen = { start: 0, end: length };
    const tile = { start: start + step, end: start + step + maxLength, seen, from, to };
    from = to;
    return tile;
  });
}

/** The same where every `window` tokens a new sequence starts, of which its neighbours know nothing. */
export function planPieces(
  manifest: GraphManifest,
  { start, end }: { readonly start: number; readonly end: number },
  window = end - start,
): Tile[] {
  const pieces = Array.from({ length: Math.ceil((end - start) / window) }, (_, i) => i * window);
  return pieces.flatMap((shift) => {
    const piece = { start: start + shift, end: Math.min(end, start + shift + window) };
    const move = (place: { readonly start: number; readonly end: number }) => ({
      start: place.start + shift,
      end: place.end + shift,
    });
    return planTiles(manifest, piece).map((tile) => ({
      ...move(tile),
      seen: move(tile.seen),
      from: tile.from + shift,
      to: tile.to + shift,
    }));
  });
}

/** bp of the tile that reads all of `needed` bp. */
function onlyTile({ tiling }: GraphManifest, needed: number): number {
  const { length, shortest, multipleOf = 1 } = tiling;
  if (shortest === undefined) return length;
  return Math.max(shortest, Math.ceil(needed / multipleOf) * multipleOf);
}
