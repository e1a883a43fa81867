import type { Replaceable } from '../../formats/output/index.ts';
import type { EffectsSpec } from '../effects/index.ts';
import type { PerturbationSettings } from '../perturbations/index.ts';
import type { BaseQuestion, Region } from '../../contract/index.ts';
import type { RowsOfRecord, VariantsSpec, VariantTableHead } from '../variants/index.ts';

/** A file with every row, beside the report, which shows the first. */
interface ReportTable {
  readonly path: string;
  readonly replaces?: Replaceable | undefined;
}

interface ReportOptions {
  /** Folder of what ships: the tutorial's genome is known by it. */
  readonly resources: string;
  /** Rows of a table at most. */
  readonly maxRows: number;
  readonly table?: ReportTable | undefined;
  /** The project that it is of, for the command that makes it again; of files where absent. */
  readonly project?: { readonly file: string; readonly variants?: string | undefined } | undefined;
}

export interface VariantsReportSpec extends ReportOptions {
  readonly kind: 'variants';
  readonly variants: VariantsSpec;
  /** Their scores where they are kept already: nothing is computed then. */
  readonly kept?:
    { readonly head: VariantTableHead; readonly records: AsyncIterable<RowsOfRecord> } | undefined;
}

/** What is knocked out in a region, and what is watched. */
export interface ReportedEffects extends Pick<
  EffectsSpec,
  'elements' | 'targets' | 'targetTrack' | 'knockOut' | 'background' | 'readings'
> {
  /** Smallest effect of a link; `defaultThreshold` where absent. */
  readonly threshold?: number | undefined;
}

/** A map of bases that is pictured in a report of the region that it is in. */
export interface ReportedBases {
  readonly region: Region;
  readonly flank?: number | undefined;
  /** Its annotation is a path. */
  readonly question: BaseQuestion;
  readonly tolerance: number;
}

export interface RegionReportSpec extends ReportOptions, PerturbationSettings {
  readonly kind: 'region';
  readonly region: Region;
  /** bp on each side; fills the model's useful context where absent. */
  readonly flank?: number | undefined;
  /** All that is read, instead of a flank, where nothing is knocked out. */
  readonly interval?: Region | undefined;
  /** Track ids; the head's tracks where absent. */
  readonly tracks?: readonly string[] | undefined;
  /** GFF3 or GTF whose genes are drawn and named. */
  readonly annotation?: string | undefined;
  /** Nothing is knocked out where absent. */
  readonly effects?: ReportedEffects | undefined;
  /** Maps of bases by the same model; of those that overlap the region each has a picture. */
  readonly bases?: readonly ReportedBases[] | undefined;
}

export type ReportSpec = VariantsReportSpec | RegionReportSpec;
