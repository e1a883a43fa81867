import type { FitKind, Region } from '../../contract/index.ts';

/** A column of labels: what one track of the probe is to tell. */
export interface LabelTrack {
  readonly id: string;
  readonly label: string;
}

/** Labels of a lab's own, read bin by bin. */
export interface LabelSource {
  readonly kind: FitKind;
  readonly tracks: readonly LabelTrack[];
  /** Of a value. */
  readonly unit: string;
  /** Contigs that it says something of, as the genome names them. */
  readonly contigs: readonly string[];
  /**
   * Labels of the whole bins of a region that starts and ends where bins do, `[tracks][bins]`: 0 or 1
   * for classes; NaN where nothing is known.
   */
  read(region: Region, bin: number): Promise<Float32Array[]>;
  close(): Promise<void>;
}

/** How labels are read. */
export interface LabelOptions {
  /** Of BAM and CRAM: path of the index, where that does not lie beside them. */
  readonly index?: string | undefined;
  /** BED: each name in column 4 is a class of its own. */
  readonly byName: boolean;
  /** bigWig: bases without a value count as 0. */
  readonly emptyIsZero: boolean;
  readonly onNote: (note: string) => void;
  readonly signal?: AbortSignal | undefined;
}
