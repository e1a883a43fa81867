import type { Contig, Prediction } from '../../contract/index.ts';
import type { ContigOrder } from './contig-order.ts';
import type { PartOfRun, Replaceable, StagedFile } from '../output/index.ts';

/** The formats a prediction can be written in, by the name `--format` takes. */
export type ExportFormat =
  'bedgraph' | 'bigwig' | 'bed' | 'gff3' | 'tsv' | 'parquet' | 'arrow' | 'json';

/** The piece of a run that some predictions are. */
export interface PredictionPart extends PartOfRun {
  /** Place of each prediction among those of the whole: as asked for, and in the genome's order. */
  readonly places: readonly { readonly asked: number; readonly sorted: number }[];
  /** Predictions of the whole. */
  readonly total: number;
}

/** What is to be written, and where. */
export interface ExportRequest {
  /** One per region, all of one model and with the same tracks in the same order. */
  readonly predictions: readonly Prediction[];
  /** Every contig of the genome, in the order of its FASTA. */
  readonly contigs: readonly Contig[];
  readonly path: string;
  /** By default the ending of `path` says it. */
  readonly format?: string | undefined;
  /** BED and GFF3: a bin passes at this value and above, in the unit of its track. */
  readonly threshold?: number | undefined;
  /** Absent for all that was asked for. */
  readonly part?: PredictionPart | undefined;
  readonly replaces?: Replaceable | undefined;
  readonly signal?: AbortSignal | undefined;
}

/** A request that was checked: every contig is known, every region inside its contig. */
export interface ExportJob {
  /** In the order in which they were asked for. */
  readonly predictions: readonly Prediction[];
  readonly genome: ContigOrder;
  readonly path: string;
  /** True where `path` ends in `.gz`: the text is compressed as BGZF. */
  readonly compressed: boolean;
  /** Present for the formats that need one; rounded to float32, as the values it is compared with. */
  readonly threshold?: number | undefined;
  readonly part?: PredictionPart | undefined;
  readonly replaces?: Replaceable | undefined;
  readonly signal?: AbortSignal | undefined;
}

/** A file that is complete but does not yet stand under its name. */
export interface StagedOutput {
  readonly file: Pick<StagedFile, 'path' | 'size' | 'commit' | 'discard'>;
  /** Id of the only track in it, where a format holds one track a file. */
  readonly track?: string | undefined;
  /** Values, or regions that pass the threshold. */
  readonly records: number;
  /** Bins left out because an earlier region had given those bases a value. */
  readonly leftOut: number;
}

/** One way of writing a prediction. */
export interface FormatWriter {
  /** Endings of a file name that mean this format, lower case, with the dot. */
  readonly endings: readonly string[];
  /** True where the file is text, so that a `.gz` may follow the ending. */
  readonly text: boolean;
  /** True where a folder may be named instead, for one file a contig. */
  readonly splits?: boolean | undefined;
  /** True where only what reaches a threshold is written. */
  readonly needsThreshold: boolean;
  /** The files of a job: `path` itself, or one for each of the tracks, named by their ids. */
  paths(path: string, tracks: readonly string[]): string[];
  /** Writes all files of the job; on any error none is left behind. */
  write(job: ExportJob): Promise<StagedOutput[]>;
}

/** A file that was written. */
export interface WrittenFile {
  readonly path: string;
  readonly format: ExportFormat;
  /** Id of the only track in it, where a format holds one track a file. */
  readonly track?: string | undefined;
  /** Values, or regions that pass the threshold. */
  readonly records: number;
  readonly bytes: number;
  /**
   * Bins left out because regions overlap and the format gives a base one value: the region that
   * comes first on the genome keeps it. 0 where nothing was left out.
   */
  readonly leftOut: number;
}
