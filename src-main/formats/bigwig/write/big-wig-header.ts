import { LittleEndian } from './little-endian.ts';
import type { Summary } from './summary.ts';

/** First four bytes of a bigWig file, and its last four. */
export const bigWigMagic = 0x888ffc26;

const version = 4;
const fixedBytes = 64;
const zoomBytes = 24;
const summaryBytes = 40;

/** Where a zoom level stands in the file. */
export interface ZoomLevel {
  /** Bases of a record. */
  readonly reduction: number;
  readonly dataOffset: number;
  readonly indexOffset: number;
}

/** What the front of the file says; offsets are bytes from the file's start. */
export interface BigWigHeader {
  readonly chromosomeTreeOffset: number;
  readonly dataOffset: number;
  readonly indexOffset: number;
  readonly zooms: readonly ZoomLevel[];
  readonly summary: Summary;
  /** Bytes of the largest block once it is decompressed. */
  readonly largestBlock: number;
}

/** Bytes of the header, zoom headers and total summary, which stand at the front in this order. */
export function bigWigHeaderBytes(zoomLevels: number): number {
  return fixedBytes + zoomLevels * zoomBytes + summaryBytes;
}

/** The front of the file. A file without a value has 0 for its extremes, as UCSC's tools write. */
export function bigWigHeader(header: BigWigHeader): Buffer {
  const { zooms, summary } = header;
  const out = new LittleEndian(bigWigHeaderBytes(zooms.length));
  out.u32(bigWigMagic).u16(version).u16(zooms.length);
  out.u64(header.chromosomeTreeOffset).u64(header.dataOffset).u64(header.indexOffset);
  // Field counts and the description of fields belong to bigBed.
  out.u16(0).u16(0).u64(0);
  out.u64(fixedBytes + zooms.length * zoomBytes);
  out.u32(header.largestBlock).u64(0);
  for (const { reduction, dataOffset, indexOffset } of zooms) {
    out.u32(reduction).u32(0).u64(dataOffset).u64(indexOffset);
  }
  const empty = summary.bases === 0;
  out
    .u64(summary.bases)
    .f64(empty ? 0 : summary.min)
    .f64(empty ? 0 : summary.max);
  out.f64(summary.sum).f64(summary.sumOfSquares);
  return out.bytes;
}
