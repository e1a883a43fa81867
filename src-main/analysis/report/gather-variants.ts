import {
  formatRegion,
  shortAlleles,
  shownScore,
  strongestEffect,
  type Region,
  type VariantRow,
} from '../../contract/index.ts';
import { VariantSummary, type RowsOfRecord } from '../variants/index.ts';
import type { ReportPoints, ReportReason, VariantsReport } from './report.ts';

/** Intervals that a report names. */
const shownIntervals = 5;

/** Takes scored variants as they come, and holds what a report of them shows. */
export class VariantsGatherer {
  readonly #masked: boolean;
  readonly #summary: VariantSummary;
  readonly #reasons = new Map<string, { count: number; readonly first: ReportReason['first'] }>();
  readonly #intervals = new Map<string, Region>();
  readonly #contigs = new Map<string, number>();
  readonly #points = {
    contig: [] as number[],
    position: [] as number[],
    effect: [] as number[],
    llr: [] as number[],
  };

  /** @param maxRows rows of the table at most */
  constructor({ masked, maxRows }: { readonly masked: boolean; readonly maxRows: number }) {
    this.#masked = masked;
    this.#summary = new VariantSummary(maxRows);
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
    'scored' | 'unscored' | 'rows' | 'reasons' | 'intervals' | 'points'
  > {
    const { scored, unscored, top: rows } = this.#summary;
    const intervals = [...this.#intervals.values()];
    return {
      ...{ scored, unscored, rows },
      reasons: [...this.#reasons].map(([code, one]) => ({ code, ...one })),
      intervals: { first: intervals.slice(0, shownIntervals), count: intervals.length },
      points: this.#allPoints(),
    };
  }

  #add(row: VariantRow): void {
    this.#summary.add(row);
    const { reason, scores, place, id } = row;
    if (reason) {
      const known = this.#reasons.get(reason.code);
      const first = { id: shortAlleles(id), message: reason.message };
      if (known) known.count++;
      else this.#reasons.set(reason.code, { count: 1, first });
    }
    if (scores === undefined) return;
    this.#intervals.set(formatRegion(scores.interval), scores.interval);
    if (place === undefined) return;
    const number = this.#contigs.get(place.contig) ?? this.#contigs.size;
    this.#contigs.set(place.contig, number);
    const { contig, position, effect, llr } = this.#points;
    contig.push(number);
    position.push(place.start);
    effect.push(strongestEffect(scores) ?? NaN);
    llr.push(shownScore(scores, { masked: this.#masked }) ?? NaN);
  }

  #allPoints(): ReportPoints {
    const { contig, position, effect, llr } = this.#points;
    return {
      contigs: [...this.#contigs.keys()],
      contig: Uint16Array.from(contig),
      position: Float64Array.from(position),
      effect: Float64Array.from(effect),
      llr: Float64Array.from(llr),
    };
  }
}
