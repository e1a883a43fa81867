import type { ProviderChoice } from '../computing/index.ts';

/** What of a project a report is about: scored variants, a distal map with its region, or a run with its. */
export type ReportSubject =
  | { readonly kind: 'variants'; readonly set: string }
  | { readonly kind: 'map'; readonly map: string }
  | { readonly kind: 'run'; readonly run: string };

/** A page that is to be written about something of a project. */
export interface ReportRequest {
  readonly project: string;
  readonly subject: ReportSubject;
  /** Rows of a table at most. */
  readonly maxRows: number;
  /** File to write, absolute; HTML. */
  readonly path: string;
  /** Files that the person agreed to have replaced; another that exists is the error `output-exists`. */
  readonly replace?: readonly string[] | undefined;
  /** For what is no longer in the cache. */
  readonly provider: ProviderChoice;
}

/** Rows of a report's table where nobody says otherwise: some two pages of paper. */
export const defaultReportRows = 50;
