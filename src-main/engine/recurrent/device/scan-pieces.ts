import { defined } from '../../../contract/index.ts';
import type { NetworkShape } from '../../../model/index.ts';

/**
 * Blocks of the recurrent operator that a GPU works at side by side, where its own width was not timed: the operator
 * takes a block of 32 threads a head and sequence, and a data-centre card holds 32 of them on each of its 100 to 130
 * processors.
 */
const usualWidth = 4096;

/** From the cards of laptops on. */
const widths = [usualWidth, usualWidth / 4, 4 * usualWidth] as const;

/** A piece shorter than this costs more to set up than to scan. */
const minPieceTokens = 64;

interface ScanSize {
  readonly batch: number;
  readonly tokens: number;
}

/**
 * Into how many pieces a chunk of `tokens` is cut for a device that works at `width` heads side by side:
 * a power of two that fills it, or 1. Two scans of a `pieces`th each take `2 / pieces` of the time
 * of a plain one, so two pieces gain nothing.
 */
export function choosePieces(
  network: Pick<NetworkShape, 'layers'>,
  { batch, tokens }: ScanSize,
  width: number = usualWidth,
): number {
  const { states } = defined(defined(network.layers[0]).streamed[0]);
  const heads = defined(defined(states.find(({ name }) => name.endsWith('_scan'))).shape[0]);
  const fitting = Math.min(width / (heads * batch), tokens / minPieceTokens);
  const pieces = 2 ** Math.floor(Math.log2(Math.max(1, fitting)));
  return pieces > 2 ? pieces : 1;
}

/**
 * The width of a device by the clock: of some, that with whose pieces a chunk is read fastest. The usual one comes
 * first, and what it throws is thrown; another that fails, as for want of memory, is none to take.
 *
 * @param time seconds with so many pieces
 */
export async function chooseWidth(
  network: Pick<NetworkShape, 'layers'>,
  size: ScanSize,
  time: (pieces: number) => Promise<number>,
): Promise<number> {
  const tried = new Set<number>();
  let best: number = usualWidth;
  let least = Infinity;
  for (const width of widths) {
    const pieces = choosePieces(network, size, width);
    if (tried.has(pieces)) continue;
    tried.add(pieces);
    const seconds = await time(pieces).catch((error: unknown) => {
      if (width === usualWidth) throw error;
      return Infinity;
    });
    if (seconds < least) [best, least] = [width, seconds];
  }
  return best;
}
