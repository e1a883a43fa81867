import {
  contigNamed,
  defined,
  type KnockOut,
  type Region,
  type Shard,
} from '../../contract/index.ts';
import type { Genome } from '../../formats/genome/index.ts';
import { perturbedReading, type Manifest, type Reading } from '../../model/index.ts';
import type { PerturbationSettings } from '../perturbations/index.ts';
import type { ElementSource } from './elements.ts';
import type { ReadingChoice } from './readings.ts';
import { targetTrack } from './targets.ts';

/** A distal map that is wanted. */
export interface EffectsSpec extends PerturbationSettings {
  readonly region: Region;
  /** bp on each side; fills the model's useful context where absent. */
  readonly flank?: number | undefined;
  readonly elements: ElementSource;
  /** GFF3 or GTF whose gene starts are the targets; where absent, what the model calls a promoter. */
  readonly targets?: string | undefined;
  /** The readout track; see `targetTrack`. */
  readonly targetTrack?: string | undefined;
  readonly knockOut: KnockOut;
  /** Random places near each element to hold it against; none where absent. */
  readonly background?: number | undefined;
  /** Answers that are wanted beside the model's own. */
  readonly readings?: ReadingChoice | undefined;
  /** Only this piece: of the elements of one region, or of several regions; all where absent. */
  readonly shard?: Shard | undefined;
}

/** What is read for the effects in a region. Errors: `track-unknown`, `usage`. */
export function effectReading(
  { region, flank, targetTrack: name }: Pick<EffectsSpec, 'region' | 'flank' | 'targetTrack'>,
  { contigs }: Genome,
  manifest: Manifest,
): Reading {
  const contig = defined(contigNamed(contigs, region.contig));
  const { bin } = targetTrack(manifest, name);
  return perturbedReading(region, contig, manifest, { flank, bin, within: true });
}
