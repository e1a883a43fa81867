import { cutField, MegabaseError, type Region } from '../../contract/index.ts';
import { bedLines, type BedLine } from './bed-lines.ts';
import { parseBedRegion, type BedRegion } from './read-bed.ts';

/** A line of a BED file with the blocks that it is drawn as, where it has some. */
interface BedFeature extends BedRegion {
  /** In order; `coding` inside the thick part. */
  readonly parts: readonly {
    readonly start: number;
    readonly end: number;
    readonly coding: boolean;
  }[];
  /** `rgb(255,0,0)`, of its ninth column, where that says one. */
  readonly color?: string | undefined;
}

/**
 * The features of a BED file (3 to 12 columns) that `isWanted`, in its order. Source:
 * genome.ucsc.edu/FAQ/FAQformat.html#format1. Throws `bed-format` with the line, `file-missing`,
 * `file-unreadable`.
 */
export async function readBedFeatures(
  path: string,
  isWanted: (region: Region) => boolean,
): Promise<BedFeature[]> {
  const features: BedFeature[] = [];
  for await (const line of bedLines(path, () => undefined)) {
    const region = parseBedRegion(line, path);
    if (region.start < region.end && isWanted(region)) {
      features.push({ ...region, parts: partsOf(line, region, path), color: colorOf(line) });
    }
  }
  return features;
}

function colorOf({ columns }: BedLine): string | undefined {
  const parts = (columns[8] ?? '').split(',');
  const isColor =
    parts.length === 3 && parts.every((one) => /^\d+$/.test(one) && Number(one) < 256);
  return isColor ? `rgb(${parts.join(',')})` : undefined;
}

function partsOf({ number, columns }: BedLine, region: BedRegion, path: string) {
  const [count = '', sizes = '', starts = ''] = columns.slice(9, 12);
  if (sizes === '' || starts === '' || Number(count) < 1) return [];
  const numbers = (text: string) => text.replace(/,$/, '').split(',').map(Number);
  const [lengths, offsets] = [numbers(sizes), numbers(starts)];
  const isWhole = [...lengths, ...offsets].every((one) => Number.isInteger(one) && one >= 0);
  if (!isWhole || lengths.length !== Number(count) || offsets.length !== Number(count)) {
    const found = [count, sizes, starts].map((one) => cutField(one)).join(' ');
    throw new MegabaseError(
      'bed-format',
      `Line ${number} of ${path} has blocks that do not match their number: ${found}.`,
      { file: path, line: number, found, expected: 'as many sizes and starts as blocks' },
    );
  }
  const thick = columns.slice(6, 8).map(Number);
  // A dot or nothing in these columns: no part is thick.
  const [thickStart = 0, thickEnd = 0] = thick.every(Number.isInteger) ? thick : [];
  return lengths.flatMap((length, i) => {
    const start = region.start + (offsets[i] ?? 0);
    return cutAt({ start, end: start + length }, thickStart, thickEnd);
  });
}

/** A block in the pieces that are thin and thick. */
function cutAt(
  { start, end }: { start: number; end: number },
  thickStart: number,
  thickEnd: number,
) {
  const cuts = [
    start,
    Math.max(start, Math.min(end, thickStart)),
    Math.max(start, Math.min(end, thickEnd)),
    end,
  ];
  return [0, 1, 2].flatMap((i) => {
    const [from = 0, to = 0] = cuts.slice(i, i + 2);
    return from < to ? [{ start: from, end: to, coding: i === 1 }] : [];
  });
}
