import {
  drawCoverage,
  drawReads,
  hasShownBases,
  layOutReads,
  letterColors,
  readOrders,
  type FigureRow,
  type FileRow,
  type LegendItem,
  type ReadOrder,
} from '../../../drawing/index.ts';
import { openAlignment } from '../../../formats/open-alignment/index.ts';
import { ReadGatherer } from './gather-reads.ts';
import { sameContig } from './same-contig.ts';
import type { ReadRow, RowContext } from './row-context.ts';

/** bp up to which reads are drawn one by one, as on the screen, and up to which their depth is. */
const widest = { reads: 60_000, coverage: 2_000_000 } as const;

/** Unmapped, secondary, failed, duplicate: what samtools leaves out of a depth. */
const skipFlags = 0x4 | 0x100 | 0x200 | 0x400;

/** px */
const [coverageHeight, usualHeight] = [44, 160];

/** The depth of reads, and the reads themselves where few enough bases are seen. */
export const readAlignmentRows: ReadRow<FileRow> = async (row, context) => {
  const { track, settings } = row;
  const order = row.readOrder ?? orderOf(row, context);
  const squished = settings.options?.displayMode === 'SQUISHED';
  const { region, genome, signal, onNote } = context;
  const length = region.end - region.start;
  if (length > widest.coverage) {
    const most = widest.coverage.toLocaleString('en-US');
    return [emptyRow(row.name, `reads are drawn up to ${most} bp`)];
  }
  const isNear = length <= widest.reads;
  const reference = isNear ? (await genome.fetch(region, { signal })).toUpperCase() : '';
  const gatherer = new ReadGatherer(region, reference, isNear);
  const file = await openAlignment(track.path, {
    ...{ genome, onNote, signal },
    index: track.indexPath,
  });
  try {
    const isSeen = sameContig(region.contig, genome.contigs);
    const contig = file.header.contigs.find(({ name }) => isSeen(name))?.name;
    if (contig !== undefined) {
      for await (const batch of file.reads({ ...region, contig }, { skipFlags, signal })) {
        for (const read of batch) gatherer.add(read);
      }
    }
  } finally {
    await file.close();
  }
  const { coverage, reads } = gatherer;
  const { scale, log } = settings;
  const max = Math.max(1, scale?.kind === 'fixed' ? scale.max : gatherer.deepest);
  const depth: FigureRow = {
    name: row.name,
    detail: log ? 'read depth, log scale' : 'read depth',
    axis: { min: 0, max },
    legend: hasShownBases(coverage) ? mismatchLegend() : [],
    layOut: () => ({
      height: coverageHeight,
      draw: (pen, place) => drawCoverage(pen, coverage, { max, log }, place),
    }),
  };
  if (!isNear || settings.options?.showAlignments === false) return [depth];
  const room = Math.max(20, (settings.height ?? usualHeight + coverageHeight) - coverageHeight);
  const aligned: FigureRow = {
    name: '',
    legend: reads.some(({ mismatches }) => mismatches.length > 0) ? mismatchLegend() : [],
    layOut: (_, place) => {
      const lanes = layOutReads(reads, place, { room, order, squished });
      const drawn = (reads.length - lanes.leftOut).toLocaleString('en-US');
      const all = `${reads.length.toLocaleString('en-US')} reads`;
      const detail = lanes.leftOut > 0 ? `${all}, ${drawn} drawn` : all;
      return { height: lanes.height, detail, draw: (pen, place) => drawReads(pen, lanes, place) };
    },
  };
  return [depth, aligned];
};

/** igv's words for what figures sort reads by too. */
const igvOrders: Readonly<Record<string, ReadOrder['by']>> = {
  ...{ BASE: 'base', strand: 'strand', START: 'start' },
};

/** How a person had the window sort them, as far as figures do; the window keeps it as `BASE chr1:1234 ASC`. */
function orderOf({ name, settings }: FileRow, context: RowContext): ReadOrder | undefined {
  const found = /^(\S+) (\S+):(\d+) (ASC|DESC)$/.exec(String(settings.options?.sort));
  const [, option = '', contig, position, way] = found ?? [];
  if (contig !== context.region.contig) return undefined;
  const by = igvOrders[option];
  if (!by) {
    const known = readOrders.join(', ');
    context.onNote(`${name}: figures do not sort reads by ${option}, only by ${known}.`);
    return undefined;
  }
  return { by, at: Number(position) - 1, reverse: way === 'DESC' };
}

function emptyRow(name: string, detail: string): FigureRow {
  return { name, detail, legend: [], layOut: () => ({ height: 14, draw: () => undefined }) };
}

function mismatchLegend(): LegendItem[] {
  return ['A', 'C', 'G', 'T'].map((base) => ({
    text: `reads with ${base}`,
    sign: { kind: 'box', color: letterColors[base] ?? '' },
  }));
}
