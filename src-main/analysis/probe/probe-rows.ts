import { defined } from '../../contract/index.ts';
import type { BinEmbeddings } from '../embed/index.ts';
import type { FeatureRows } from './linear-map.ts';

/** bp of neighbours that are left out of a fit, and drawn in a bootstrap, together: they are alike. */
const blockLength = 10_000;

/** Bins with their features and labels, as columns of one table. */
export interface ProbeRows {
  readonly count: number;
  readonly features: FeatureRows;
  /** Contig of each row, an index into `contigs`. */
  readonly contig: Int32Array;
  readonly contigs: readonly string[];
  /** First base, 0-based. */
  readonly start: Float64Array;
  /** bp of a bin. */
  readonly bin: number;
  /** Number of the stretch of some 10 kbp that a row lies in, from 0 on. */
  readonly block: Int32Array;
  /** `[tracks][count]`; NaN where nothing is known. */
  readonly targets: readonly Float32Array[];
}

/** Puts embeddings and the labels of the same bins, `[tracks][bins]` each, into one table. */
export function joinRows(
  parts: readonly BinEmbeddings[],
  labels: readonly (readonly Float32Array[])[],
): ProbeRows {
  const count = parts.reduce((sum, part) => sum + part.count, 0);
  const [{ width, bin } = { width: 0, bin: 1 }] = parts;
  const contigs = [...new Set(parts.map(({ interval }) => interval.contig))];
  const rows = {
    values: new Float32Array(count * width),
    contig: new Int32Array(count),
    start: new Float64Array(count),
    block: new Int32Array(count),
  };
  const targets = (labels[0] ?? []).map(() => new Float32Array(count));
  const placeOf = new Map(contigs.map((contig, place) => [contig, place]));
  const blocks = new Map<string, number>();
  let row = 0;
  for (const [p, part] of parts.entries()) {
    rows.values.set(part.values, row * width);
    targets.forEach((column, track) => column.set(defined(defined(labels[p])[track]), row));
    const contig = defined(placeOf.get(part.interval.contig));
    for (let i = 0; i < part.count; i++, row++) {
      const start = (part.first + i) * bin;
      const name = `${contig}:${Math.floor(start / blockLength)}`;
      const block = blocks.get(name) ?? blocks.size;
      blocks.set(name, block);
      rows.contig[row] = contig;
      rows.start[row] = start;
      rows.block[row] = block;
    }
  }
  const { values, ...columns } = rows;
  return { count, features: { values, width }, contigs, bin, targets, ...columns };
}

/** Rows whose label in a track is known, of those given. */
export function knownRows(rows: Int32Array, targets: Float32Array): Int32Array {
  return rows.filter((row) => !Number.isNaN(targets[row]!));
}
