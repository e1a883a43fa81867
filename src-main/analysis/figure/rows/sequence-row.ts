import { drawSequence, leastBaseWidth, type FigureRow } from '../../../drawing/index.ts';
import { complementOf } from '../../../sequence/index.ts';
import type { RowContext } from './row-context.ts';

/** The bases, where a px holds no more than one; of the reverse strand what pairs with each. */
export async function readSequenceRow({
  region,
  bpPerPixel,
  genome,
  signal,
  sequenceStrand,
}: RowContext): Promise<FigureRow[]> {
  if (1 / bpPerPixel < leastBaseWidth) return [];
  const forward = await genome.fetch(region, { signal });
  const isReverse = sequenceStrand === '-';
  const letters = isReverse ? complementOf(forward.toUpperCase()) : forward;
  return [
    {
      name: isReverse ? 'Sequence, − strand' : 'Sequence',
      legend: [],
      layOut: () => ({
        height: 15,
        draw: (pen, place) => drawSequence(pen, { start: region.start, letters }, place),
      }),
    },
  ];
}
