/** Where an export goes, and what it may replace. */
export interface ExportTarget {
  readonly project: string;
  readonly format: string;
  /** File to write, absolute. */
  readonly path: string;
  /** Files that the person agreed to have replaced; another that exists is the error `output-exists`. */
  readonly replace?: readonly string[] | undefined;
}

export interface ExportFileRequest extends ExportTarget {
  /** `id` of one of the project's runs. */
  readonly run: string;
  readonly tracks: readonly string[];
  /** Regions as a person writes them; the run's own region where absent. */
  readonly regions?: readonly string[] | undefined;
  readonly threshold?: number | undefined;
}

/** `format` is `gff3` or `bed`. */
export interface ExportGenesRequest extends ExportTarget {
  /** `id` of one of the project's runs, by a model with tracks of coding sequence. */
  readonly run: string;
  /** Regions as a person writes them; the run's own region where absent. */
  readonly regions?: readonly string[] | undefined;
  /** A bin is coding from this value on. */
  readonly threshold: number;
}

/** `format` is one of `figureFormats`, or `json`. */
export interface ExportEvaluationRequest extends ExportTarget {
  /** `id` of one of the project's evaluations. */
  readonly evaluation: string;
}

export interface ExportedFile {
  readonly path: string;
  readonly format: string;
  readonly track?: string | undefined;
  readonly records: number;
  readonly bytes: number;
  /** Bins left out because regions overlap and the format gives a base one value. */
  readonly leftOut: number;
}
