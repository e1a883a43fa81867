import { readFileSync } from 'node:fs';
import { gunzipSync } from 'node:zlib';

/** A value of a TSV file; start and end 0-based half-open. */
export interface TsvRow {
  readonly chrom: string;
  readonly start: number;
  readonly end: number;
  readonly track: string;
  readonly value: number;
}

export function readText(path: string): string {
  const bytes = readFileSync(path);
  return (path.endsWith('.gz') ? gunzipSync(bytes) : bytes).toString();
}

/** The lines that hold data: no comments, no `track` line. */
export function dataLines(path: string): string[] {
  return readText(path)
    .split('\n')
    .filter((line) => line !== '' && !/^(#|track )/.test(line));
}

export function readTsv(path: string): TsvRow[] {
  return dataLines(path)
    .slice(1)
    .map((line) => {
      const [chrom, start, end, track, value] = line.split('\t');
      return {
        chrom: chrom!,
        start: Number(start),
        end: Number(end),
        track: track!,
        value: Number(value),
      };
    });
}

/** Values of one track of a TSV file, in its order. */
export function tsvValues(path: string, track: string): number[] {
  return readTsv(path)
    .filter((row) => row.track === track)
    .map(({ value }) => value);
}
