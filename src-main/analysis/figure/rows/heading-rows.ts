import { contextText, type Region } from '../../../contract/index.ts';
import { touches, type HeadingRow } from '../../../drawing/index.ts';
import type { ReadRow } from './row-context.ts';

/** The line above a model's rows: which model, and what it has read of what is seen. */
export const readHeadingRow: ReadRow<HeadingRow> = ({ name, reads, tile, warning }, { region }) => {
  const seen = reads.filter((read) => touches(read, region));
  const [widest] = seen.toSorted((a, b) => length(b) - length(a));
  const context = widest && contextText({ tile }, widest);
  return Promise.resolve([
    {
      name,
      detail: [context, warning].filter((one) => one !== undefined).join('. '),
      isHeading: true,
      legend: [],
      layOut: () => ({ height: 18, draw: () => undefined }),
    },
  ]);
};

function length({ start, end }: Region): number {
  return end - start;
}
