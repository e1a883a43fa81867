import type { Region } from '../genome/index.ts';
import type { VariantScores } from './variant-scores.ts';

/** Why an allele has no scores. */
export interface ReasonOfNone {
  /** `ref-mismatch`, `symbolic`, `outside-region`, ... */
  readonly code: string;
  /** A sentence with what was found and what was expected. */
  readonly message: string;
}

/** One allele of a record, or one haplotype of a stretch: its scores, or why it has none. */
export interface VariantRow {
  /**
   * `chr22:36201698:A>C`, 1-based, the same for every way to write the allele; where it was refused,
   * as its file writes it; `SAMPLE haplotype 1`.
   */
  readonly id: string;
  /** As its file writes it; absent for a haplotype and for a line that is no record. */
  readonly stated?:
    | {
        readonly contig: string;
        /** First base of `ref`, 0-based. */
        readonly pos: number;
        readonly ref: string;
        readonly alt: string;
        /** ID of the record, `.` where it has none; rows that were kept before IDs were have none. */
        readonly recordId?: string | undefined;
      }
    | undefined;
  /** Trimmed and left-aligned, on the genome's contig; of one variant the same however it is written. */
  readonly normalised?:
    | {
        readonly contig: string;
        /** First base of `ref`, 0-based. */
        readonly pos: number;
        readonly ref: string;
        readonly alt: string;
      }
    | undefined;
  /** What it covers of the genome, the genome's name of the contig; absent where nobody knows. */
  readonly place?: Region | undefined;
  /** GT of the sample, as its file writes it. */
  readonly genotype?: string | undefined;
  /** Of a haplotype: whose it is, absent where the file has no samples. */
  readonly sample?: string | undefined;
  /** Of a haplotype: which copy, from 1. */
  readonly haplotype?: number | undefined;
  /** Of a haplotype: how many variants are applied together. */
  readonly applied?: number | undefined;
  readonly scores?: VariantScores | undefined;
  /** Present where `scores` is not. */
  readonly reason?: ReasonOfNone | undefined;
}
