import { defined } from '../../../contract/index.ts';
import type { BinBlock } from '../../track-values/index.ts';
import { LittleEndian } from './little-endian.ts';

/** How the items of a section are given: each with its start, or one after the other. */
const sectionType = { varStep: 2, fixedStep: 3 } as const;

const headerBytes = 24;

/** Most items of a section, as UCSC's own tools have it. */
export const itemsPerSection = 1024;

/** A block of values, not yet compressed, and the bases it tells of. */
export interface Section {
  readonly chromosome: number;
  /** First base, 0-based. */
  readonly start: number;
  /** One past the last base. */
  readonly end: number;
  /** Values or zoom records in it. */
  readonly count: number;
  readonly bytes: Buffer;
}

/** A block of bins as a section: `fixedStep` where no bin is missing, else `varStep`. */
export function binSection({ span, starts, values }: BinBlock, chromosome: number): Section {
  const count = starts.length;
  const start = defined(starts[0]);
  const end = defined(starts[count - 1]) + span;
  const gapless = end - start === count * span;
  const type = gapless ? sectionType.fixedStep : sectionType.varStep;
  const out = new LittleEndian(headerBytes + count * (gapless ? 4 : 8));
  out.u32(chromosome).u32(start).u32(end);
  out.u32(gapless ? span : 0).u32(span);
  out.u8(type).u8(0).u16(count);
  for (let item = 0; item < count; item++) {
    if (!gapless) out.u32(starts[item]!);
    out.f32(values[item]!);
  }
  return { chromosome, start, end, count, bytes: out.bytes };
}
