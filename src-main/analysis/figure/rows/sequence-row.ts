import { drawSequence, leastBaseWidth, type FigureRow } from '../../../drawing/index.ts';
import type { RowContext } from './row-context.ts';

/** The bases, where a px holds no more than one. */
export async function readSequenceRow({
  region,
  bpPerPixel,
  genome,
  signal,
}: RowContext): Promise<FigureRow[]> {
  if (1 / bpPerPixel < leastBaseWidth) return [];
  const letters = await genome.fetch(region, { signal });
  return [
    {
      name: 'Sequence',
      legend: [],
      layOut: () => ({
        height: 15,
        draw: (pen, place) => drawSequence(pen, { start: region.start, letters }, place),
      }),
    },
  ];
}
