import type { ProviderChoice } from '../computing/index.ts';
import type { InAdvance, Job } from '../program/index.ts';
import type { Project } from '../project/index.ts';
import type { ExportedFile, TrackView } from '../runs/index.ts';
import type {
  ExportVariantsRequest,
  KnownVariant,
  VariantOrderRequest,
  VariantPoints,
  VariantRows,
  VariantRowsRequest,
  VariantViewRequest,
  VariantsRequest,
} from '../variants/index.ts';

/** Scored variants. */
export interface VariantMethods {
  /** Scores the variants of a file, or candidates from reads; the set belongs to the project. */
  scoreVariants(request: VariantsRequest & InAdvance): Promise<Job>;
  /**
   * Scores common variants as `scoreVariants` does, and keeps how their scores are distributed instead of
   * a set: the model's later scores are ranked by them, in every project.
   */
  keepBackground(request: VariantsRequest): Promise<Job>;
  /** Makes a set anew whose rows are gone; it comes in its place. */
  scoreVariantsAgain(request: {
    project: string;
    set: string;
    provider: ProviderChoice;
  }): Promise<Job>;
  /** A window of a set's rows, as they are kept: nothing is computed for it. */
  variantRows(request: VariantRowsRequest): Promise<VariantRows>;
  /** The numbers of all rows of those that are listed, in order. */
  variantOrder(request: VariantOrderRequest): Promise<{ readonly rows: Uint32Array }>;
  /** All rows of a set at once, as pictures show them. */
  variantPoints(request: { project: string; set: string }): Promise<VariantPoints>;
  /** What a row's variant makes of a track, as it is kept: nothing is computed for it. */
  variantView(request: VariantViewRequest): Promise<TrackView>;
  /** Opens the table of one set, or of none. */
  showVariantSet(request: { project: string; set?: string }): Promise<Project>;
  exportVariants(request: ExportVariantsRequest): Promise<ExportedFile>;
  /** Takes a set out of the project and deletes its rows; the cache keeps what was computed. */
  deleteVariantSet(request: { project: string; set: string }): Promise<Project>;
  /** Every variant of the tutorial's sample with what it does. */
  tutorialVariants(): Promise<KnownVariant[]>;
}
