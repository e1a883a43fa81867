import {
  formatRegion,
  largestDistal,
  shortAlleles,
  type Region,
  type VariantRow,
} from '../../contract/index.ts';
import type { VariantMark } from '../../drawing/index.ts';
import { PointColumns, VariantSummary, type RowsOfRecord } from '../variants/index.ts';
import type { ReportReason, VariantsReport } from './report.ts';

/** Intervals that a report names. */
const shownIntervals = 5;

/** Takes scored variants as they come, and holds what a report of them shows. */
export class VariantsGatherer {
  readonly #summary: VariantSummary;
  readonly #reasons = new Map<string, { count: number; readonly first: ReportReason['first'] }>();
  readonly #intervals = new Map<string, Region>();
  readonly #points: PointColumns;
  readonly #numbers = new WeakMap<VariantRow, number>();
  #count = 0;

  /**
   * @param contigs names of the genome's, in its order
   * @param maxRows rows of the table at most
   */
  constructor(contigs: readonly string[], masked: boolean, maxRows: number) {
    this.#summary = new VariantSummary(maxRows);
    this.#points = new PointColumns(contigs, masked);
  }

  /** Hands on the same rows as they pass. */
  async *watch(records: AsyncIterable<RowsOfRecord>): AsyncGenerator<RowsOfRecord> {
    for await (const record of records) {
      for (const row of record.rows) this.#add(row);
      yield record;
    }
  }

  get result(): Pick<
    VariantsReport,
    'scored' | 'unscored' | 'unfamiliar' | 'rows' | 'reasons' | 'intervals' | 'points'
  > {
    const { scored, unscored, unfamiliar, top: rows } = this.#summary;
    const intervals = [...this.#intervals.values()];
    return {
      ...{ scored, unscored, unfamiliar, rows },
      reasons: [...this.#reasons].map(([code, one]) => ({ code, ...one })),
      intervals: {
        first: intervals.slice(0, shownIntervals),
        count: intervals.length,
        longest: intervals.reduce((most, { start, end }) => Math.max(most, end - start), 0),
      },
      points: this.#points.build(),
    };
  }

  #add(row: VariantRow): void {
    this.#summary.add(row);
    this.#points.add(row);
    this.#numbers.set(row, this.#count++);
    const { reason, scores, id } = row;
    if (reason) {
      const known = this.#reasons.get(reason.code);
      const first = { id: shortAlleles(id), message: reason.message };
      if (known) known.count++;
      else this.#reasons.set(reason.code, { count: 1, first });
    }
    if (scores) this.#intervals.set(formatRegion(scores.interval), scores.interval);
  }

  /** Marks for the rows that a picture names. */
  marks(rows: readonly VariantRow[]): VariantMark[] {
    return rows.flatMap((row) => {
      const number = this.#numbers.get(row);
      const target = largestDistal(row.scores)?.target;
      const label = target ? (target.gene ?? target.name) : shortAlleles(row.id);
      return number === undefined ? [] : [{ row: number, label }];
    });
  }
}
