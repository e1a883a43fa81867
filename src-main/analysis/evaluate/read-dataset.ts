import { basename } from 'node:path';
import { MegabaseError, defined, type BadRow, type SkippedLine } from '../../contract/index.ts';
import { bedLines } from '../../formats/bed/index.ts';
import { openVcf } from '../../formats/open-vcf/index.ts';
import { readLines } from '../../formats/lines/index.ts';
import {
  parseLabel,
  parsePosition,
  type AlleleRow,
  type Dataset,
  type RegionRow,
} from './dataset.ts';
import { hasEnding } from '../../formats/bytes/index.ts';

/**
 * Reads labelled data: BED (the label in column 5 where that is a number, else in column 4), TSV with
 * a header (`chrom`, `start`, `end` 0-based half-open, or `chrom`, `pos` 1-based, `ref`, `alt`; then
 * `label` and, if there, `strand` and `tss_distance`), or VCF with the label under `info` in INFO. Rows
 * that cannot be read are told with their reasons.
 *
 * Errors: `labels-format` for another kind of file, or one without a row; those of the readers.
 */
export async function readDataset(
  path: string,
  info: string,
  signal?: AbortSignal,
): Promise<Dataset> {
  const dataset = await readByEnding(path, info, signal);
  if (dataset.rows.length > 0) return dataset;
  const [first] = dataset.bad;
  const why = first ? ` Line ${first.line}: ${first.reason}` : '';
  throw new MegabaseError('labels-format', `${path} has no row with a label.${why}`);
}

function readByEnding(path: string, info: string, signal?: AbortSignal): Promise<Dataset> {
  if (hasEnding(path, 'bed')) return readBed(path);
  if (hasEnding(path, 'tsv', 'txt')) return readTsv(path);
  if (hasEnding(path, 'vcf')) return readVcf(path, info, signal);
  throw new MegabaseError(
    'labels-format',
    `${path} is not labelled data by its ending; expected .bed, .tsv, .txt or .vcf.`,
  );
}

async function readBed(path: string): Promise<Dataset> {
  const rows: RegionRow[] = [];
  const bad: BadRow[] = [];
  const onHeader = ({ line, found }: SkippedLine) =>
    bad.push({ line, reason: `It is a header: ${found}.` });
  for await (const { number: line, columns } of bedLines(path, onHeader)) {
    const label = parseLabel(columns[4]) ?? parseLabel(columns[3]);
    const [chrom, start, end] = columns;
    addRegion({ chrom, start, end, strand: columns[5] }, { line, label }, rows, bad);
  }
  return { name: basename(path), kind: 'regions', rows, bad };
}

/** Columns that tell what kind of rows a TSV file has. */
const regionColumns = ['chrom', 'start', 'end', 'label'];
const variantColumns = ['chrom', 'pos', 'ref', 'alt', 'label'];

async function readTsv(path: string): Promise<Dataset> {
  const regions: RegionRow[] = [];
  const variants: AlleleRow[] = [];
  const bad: BadRow[] = [];
  let header: string[] | undefined;
  let isVariants = false;
  for await (const { number: line, text } of readLines(path)) {
    if (text.trim() === '' || text.startsWith('##')) continue;
    const cells = text.split('\t');
    if (header === undefined) {
      header = cells.map((name) => name.trim().replace(/^#/, '').toLowerCase());
      isVariants = variantColumns.every((name) => defined(header).includes(name));
      if (!isVariants) expectColumns(path, header);
      continue;
    }
    const row = Object.fromEntries(header.map((name, i) => [name, cells[i]?.trim()]));
    const label = parseLabel(row['label']);
    const distance = row['tss_distance'] === undefined ? undefined : Number(row['tss_distance']);
    const tssDistance =
      row['tss_distance'] && Number.isFinite(distance) ? Math.abs(defined(distance)) : undefined;
    if (isVariants) addVariant(row, { line, label, tssDistance }, variants, bad);
    else addRegion(row, { line, label, tssDistance }, regions, bad);
  }
  const name = basename(path);
  return isVariants
    ? { name, bad, kind: 'variants', rows: variants }
    : { name, bad, kind: 'regions', rows: regions };
}

async function readVcf(path: string, info: string, signal?: AbortSignal): Promise<Dataset> {
  const rows: AlleleRow[] = [];
  const bad: BadRow[] = [];
  const vcf = await openVcf(path, { signal });
  try {
    for await (const record of vcf.records({ signal })) {
      const line = record.line ?? 0;
      if (record.broken) {
        bad.push({ line, reason: record.problem });
        continue;
      }
      const field = record.info.split(';').find((one) => one.startsWith(`${info}=`));
      const values = field?.slice(info.length + 1).split(',') ?? [];
      for (const [i, alt] of record.alts.entries()) {
        // One value for all alleles, or one for each.
        const label = parseLabel(values.length > 1 ? values[i] : values[0]);
        const { contig: chrom, pos, ref } = record;
        const structural = alt.startsWith('<') ? record.structural(i) : undefined;
        addVariant(
          { chrom, pos: String(pos + 1), ref, alt },
          { line, label, structural },
          rows,
          bad,
        );
      }
    }
  } finally {
    await vcf.close();
  }
  return { name: basename(path), kind: 'variants', rows, bad };
}

interface Known {
  readonly line: number;
  readonly label: number | undefined;
  readonly tssDistance?: number | undefined;
  readonly structural?: AlleleRow['structural'];
}

type Cells = Readonly<Record<string, string | undefined>>;

function addRegion(cells: Cells, known: Known, rows: RegionRow[], bad: BadRow[]): void {
  const [start, end] = [parsePosition(cells['start']), parsePosition(cells['end'])];
  const { line, label, tssDistance } = known;
  if (!cells['chrom'] || start === undefined || end === undefined || start >= end) {
    bad.push({ line, reason: 'It has no contig, start and end, 0-based half-open.' });
  } else if (label === undefined) {
    bad.push({ line, reason: 'Its label is not a number.' });
  } else {
    const strand = cells['strand'] === '+' || cells['strand'] === '-' ? cells['strand'] : '.';
    rows.push({ line, contig: cells['chrom'], start, end, strand, label, tssDistance });
  }
}

function addVariant(cells: Cells, known: Known, rows: AlleleRow[], bad: BadRow[]): void {
  const { chrom, ref, alt } = cells;
  const pos = parsePosition(cells['pos']);
  const { line, label, tssDistance, structural } = known;
  if (!chrom || !ref || !alt || pos === undefined || pos < 1) {
    bad.push({ line, reason: 'It has no contig, position from 1 on, reference and alternative.' });
  } else if (label === undefined) {
    bad.push({ line, reason: 'Its label is not a number.' });
  } else {
    rows.push({ line, contig: chrom, pos: pos - 1, ref, alt, label, tssDistance, structural });
  }
}

function expectColumns(path: string, header: readonly string[]): void {
  if (regionColumns.every((name) => header.includes(name))) return;
  throw new MegabaseError(
    'labels-format',
    `${path}: the first line has the columns ${header.slice(0, 8).join(', ')}; expected ` +
      `${regionColumns.join(', ')}, or ${variantColumns.join(', ')}.`,
  );
}
