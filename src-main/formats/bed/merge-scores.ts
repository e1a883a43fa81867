import { defined } from '../../contract/index.ts';

/** Columns of a line of a part that has, last, the value that its score is made of. */
const scaledColumns = 10;

/**
 * The scores of BED lines whose track has no fixed scale: the largest value of the whole is known once all
 * parts were seen, which a part has in a column of its own.
 */
export class BedScores {
  readonly #largest = new Map<string, number>();

  /** Whether any line so far is to be changed. */
  get isScaled(): boolean {
    return this.#largest.size > 0;
  }

  add(line: string): void {
    const columns = line.split('\t');
    if (columns.length !== scaledColumns) return;
    const [track, value] = [defined(columns[3]), valueOf(columns)];
    this.#largest.set(track, Math.max(this.#largest.get(track) ?? 0, value));
  }

  /** The line as one run writes it. */
  change(line: string): string {
    const columns = line.split('\t');
    if (columns.length !== scaledColumns) return line;
    const largest = this.#largest.get(defined(columns[3])) ?? 0;
    const scale = largest > 0 ? 1000 / largest : 0;
    const score = Math.round(Math.min(1000, Math.max(0, valueOf(columns) * scale)));
    columns[4] = String(score);
    return columns.slice(0, -1).join('\t');
  }
}

/** The very float32 that was written. */
function valueOf(columns: readonly string[]): number {
  return Math.fround(Number(columns.at(-1)));
}
