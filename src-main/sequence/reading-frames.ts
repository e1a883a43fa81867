import { reverseComplementOf } from './complement.ts';

/** A reading frame from ATG to stop, both included: 0-based half-open, on the sequence as it is given. */
export interface ReadingFrame {
  readonly start: number;
  readonly end: number;
  readonly strand: '+' | '-';
}

/**
 * The reading frames of the standard genetic code on both strands, of `minLength` bp or more: of those
 * with one stop the longest. A frame that the sequence's end cuts is none. In order of their starts.
 */
export function readingFrames(sequence: string, minLength: number): ReadingFrame[] {
  const forward = sequence.toUpperCase();
  const { length } = forward;
  const frames: ReadingFrame[] = framesOf(forward, minLength).map((frame) => ({
    ...frame,
    strand: '+',
  }));
  for (const { start, end } of framesOf(reverseComplementOf(forward), minLength)) {
    frames.push({ start: length - end, end: length - start, strand: '-' });
  }
  return frames.sort((a, b) => a.start - b.start || a.end - b.end);
}

const stops: ReadonlySet<string> = new Set(['TAA', 'TAG', 'TGA']);

function framesOf(sequence: string, minLength: number): { start: number; end: number }[] {
  const found: { start: number; end: number }[] = [];
  for (let phase = 0; phase < 3; phase++) {
    let start: number | undefined;
    for (let i = phase; i + 3 <= sequence.length; i += 3) {
      const codon = sequence.slice(i, i + 3);
      if (codon === 'ATG') start ??= i;
      if (!stops.has(codon)) continue;
      if (start !== undefined && i + 3 - start >= minLength) found.push({ start, end: i + 3 });
      start = undefined;
    }
  }
  return found;
}
