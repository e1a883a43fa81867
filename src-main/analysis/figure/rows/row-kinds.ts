import { MegabaseError, type FileKind } from '../../../contract/index.ts';
import type { FigureRow, FileRow, Row } from '../../../drawing/index.ts';
import { readAnnotationRows } from './annotation-rows.ts';
import { readBaseMapRow } from './base-map-rows.ts';
import { readEffectRow } from './effect-rows.ts';
import { readHeadingRow } from './heading-rows.ts';
import { readPredictionRow } from './prediction-rows.ts';
import { readAlignmentRows } from './read-rows.ts';
import type { ReadRow, RowContext } from './row-context.ts';
import { readSequenceRow } from './sequence-row.ts';
import { readSignalRows } from './signal-rows.ts';
import { readVariantRows } from './variant-rows.ts';

const fileKinds: { readonly [K in FileKind]: ReadRow<FileRow> } = {
  annotation: readAnnotationRows,
  alignment: readAlignmentRows,
  variant: readVariantRows,
  signal: readSignalRows,
};

/** How each kind of row is read and drawn: a new kind of row is a line here. */
const rowKinds: { readonly [K in Row['kind']]: ReadRow<Extract<Row, { kind: K }>> } = {
  file: (row, context) => fileKinds[row.track.kind](row, context),
  prediction: readPredictionRow,
  effects: readEffectRow,
  heading: readHeadingRow,
  'base map': readBaseMapRow,
};

/** All rows of a figure, the sequence above them where there is room for it. Error: `cancelled`, and theirs. */
export async function readFigureRows(context: RowContext): Promise<FigureRow[]> {
  const figureRows = await readSequenceRow(context);
  for (const row of context.rows) {
    if (context.signal.aborted) throw new MegabaseError('cancelled', 'The figure was stopped.');
    const read = rowKinds[row.kind] as ReadRow<Row>;
    figureRows.push(...(await read(row, context)));
  }
  return figureRows;
}
