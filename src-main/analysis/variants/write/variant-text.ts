import type { HeadLabel, ReadingName, TrackInfo, VariantRow } from '../../../contract/index.ts';
import type { HeaderNote } from '../../../formats/output/index.ts';
import type { SourceRecord } from '../sources/index.ts';

/** What a table of scored variants is, known before its first row. */
export interface VariantTableHead {
  readonly notes: readonly HeaderNote[];
  /** Header of a VCF file, `#CHROM` the last line; empty for haplotypes. */
  readonly header: readonly string[];
  /** The readout track at the targets. */
  readonly track: TrackInfo | undefined;
  /** The tracks of the model's head. */
  readonly tracks: readonly TrackInfo[];
  /** The labels of the model's variant heads; a file of a former version may not name them. */
  readonly labels?: readonly HeadLabel[] | undefined;
  /** Whether the masked ratio was asked for. */
  readonly masked: boolean;
  /** bp within which gains and losses were looked for; absent where they were not. */
  readonly distance?: number | undefined;
  /** Whether aggregates were asked for. */
  readonly aggregated?: boolean | undefined;
  /** Whether rows are of haplotypes. */
  readonly haplotypes?: boolean | undefined;
  /** Whether scores have ranks among a background's. */
  readonly ranked?: boolean | undefined;
  /** Whether scores are held against random changes near their variants. */
  readonly compared?: boolean | undefined;
  /** Whether it is told which variants lie in sequence far less likely than usual. */
  readonly judged?: boolean | undefined;
  /** Answers beside the model's own; absent without any. */
  readonly readings?: readonly ReadingName[] | undefined;
}

/** One way of writing scored variants as text, in three parts. */
export interface VariantText {
  readonly head: string;
  /** Of one record, or of a haplotype without one. */
  readonly rows: (rows: readonly VariantRow[], record: SourceRecord | undefined) => string;
  readonly tail: string;
}
