import type { AlleleOutcome, SkipReason, Variant } from '../../../sequence/index.ts';

/** An allele that can be scored, or why it cannot; see `AlleleOutcome`. */
export type SourceAllele = Pick<AlleleOutcome, 'allele' | 'alt'> &
  (
    | { readonly variant: Omit<Variant, 'stated'>; readonly refusal?: undefined }
    | { readonly refusal: SkipReason; readonly variant?: undefined }
  );

/** One record, wherever it comes from, as a line of VCF. */
export interface SourceRecord {
  /** Without its end. */
  readonly text: string;
  /** 1-based, where the file was read from its start. */
  readonly line: number | undefined;
  /** As the file writes it; absent where the line is no record. */
  readonly stated?:
    | {
        readonly contig: string;
        readonly pos: number;
        readonly ref: string;
        /** The record's ID, `.` where it has none. */
        readonly recordId?: string | undefined;
      }
    | undefined;
  /** GT of the sample. */
  readonly genotype?: string | undefined;
  /** One an ALT; a single one with `allele` 0 where the whole record was refused. */
  readonly alleles: readonly SourceAllele[];
  /** Among those of the source, from 0, where they come in another order than the source has them. */
  readonly number?: number | undefined;
  /** Share of the source that has been read with this record, 0 to 1; absent for a pipe. */
  readonly share?: number | undefined;
}

/** Where variants come from: a VCF file, or reads. */
export interface VariantSource {
  /** What it is, for the header of what is written: `sample.vcf.gz`. */
  readonly name: string;
  /** Lines of the VCF header, `#CHROM` the last. */
  readonly header: readonly string[];
  /** In the source's order, or in an order by which they are cheaper to score, with their numbers. */
  records(): AsyncGenerator<SourceRecord>;
}
