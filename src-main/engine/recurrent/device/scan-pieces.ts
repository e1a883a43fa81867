import { defined } from '../../../contract/index.ts';
import type { NetworkShape } from '../../../model/index.ts';

/**
 * Blocks of the recurrent operator that a GPU works at side by side: it takes a block of 32 threads a
 * head and sequence, and a data-centre card holds 32 of them on each of its 100 to 130 processors.
 */
const gpuWidth = 4096;

/** A piece shorter than this costs more to set up than to scan. */
const minPieceTokens = 64;

/**
 * Into how many pieces a chunk of `tokens` is cut for a device that works at `width` heads side by side:
 * a power of two that fills it, or 1. Two scans of a `pieces`th each take `2 / pieces` of the time
 * of a plain one, so two pieces gain nothing.
 */
export function choosePieces(
  network: Pick<NetworkShape, 'layers'>,
  { batch, tokens }: { readonly batch: number; readonly tokens: number },
  width = gpuWidth,
): number {
  const { states } = defined(defined(network.layers[0]).streamed[0]);
  const heads = defined(defined(states.find(({ name }) => name.endsWith('_scan'))).shape[0]);
  const fitting = Math.min(width / (heads * batch), tokens / minPieceTokens);
  const pieces = 2 ** Math.floor(Math.log2(Math.max(1, fitting)));
  return pieces > 2 ? pieces : 1;
}
