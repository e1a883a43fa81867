import { MegabaseError, type Region, quoteField } from '../../contract/index.ts';
import { readLines } from '../lines/index.ts';

/** A line of a BED file: a region and, where the line has them, its name and strand. */
export interface BedRegion extends Region {
  readonly name?: string;
  readonly strand?: '+' | '-';
}

/**
 * The regions of a BED file, plain or gzip, in its order; score and what follows the strand are not read.
 * Throws `bed-format` with the line, `file-missing`, `file-unreadable`.
 */
export async function readBedRegions(path: string): Promise<{ regions: BedRegion[] }> {
  const regions: BedRegion[] = [];
  for await (const { number, text } of readLines(path)) {
    if (/^(#|(track|browser)(\s|$)|\s*$)/.test(text)) continue;
    regions.push(parseLine(text, `Line ${number} of ${path}`));
  }
  if (regions.length === 0) {
    throw new MegabaseError('bed-format', `${path} holds no region.`);
  }
  return { regions };
}

function parseLine(text: string, where: string): BedRegion {
  // A contig or a name may have spaces in it only where tabs part the columns.
  const [contig, start, end, name, , strand] = text.includes('\t')
    ? text.split('\t')
    : text.trim().split(/\s+/);
  if (!contig || start === undefined || end === undefined) {
    throw new MegabaseError(
      'bed-format',
      `${where} has ${contig ? 'fewer than three columns' : 'no contig'}; expected contig, start and end.`,
    );
  }
  const region = {
    contig,
    start: parsePosition(start, 'start', where),
    end: parsePosition(end, 'end', where),
  };
  if (region.start >= region.end) {
    throw new MegabaseError(
      'bed-format',
      `${where} has start ${region.start} and end ${region.end}; the end must be larger.`,
    );
  }
  return {
    ...region,
    ...(name === undefined || name === '' || name === '.' ? {} : { name }),
    ...(strand === '+' || strand === '-' ? { strand } : {}),
  };
}

function parsePosition(text: string, column: string, where: string): number {
  if (/^\d{1,15}$/.test(text)) return Number(text);
  throw new MegabaseError(
    'bed-format',
    `${where} has ${quoteField(text)} as ${column}; expected a whole number, 0 or more.`,
  );
}
