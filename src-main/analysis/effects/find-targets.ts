import type { EffectTarget, Region, TrackInfo } from '../../contract/index.ts';
import { placeFeatures } from '../../sequence/index.ts';
import { headTracks } from '../../model/index.ts';
import type { AnalysisContext } from '../environment/index.ts';
import { textNote } from '../events/index.ts';
import type { BinValues } from './bin-values.ts';
import { readGenes } from './genes.ts';
import { geneTargets, predictedTargets } from './targets.ts';

/** From this probability on the model calls a bin a promoter. */
const calledPromoter = 0.5;

/** The targets of an interval that has been read; `bins` tells of one of the head's tracks. */
export type ChooseTargets = (bins: (track: TrackInfo) => BinValues) => readonly EffectTarget[];

/**
 * How the targets of any interval are found: where the genes of a GFF3 or GTF file start, or without one
 * where the model itself calls promoters. Errors: those of `readGenes` and `placeFeatures`.
 */
export async function findTargets(
  { path, track }: { readonly path: string | undefined; readonly track: TrackInfo },
  { genome, model, emit }: Pick<AnalysisContext, 'genome' | 'model' | 'emit'>,
): Promise<(interval: Region) => ChooseTargets> {
  const tracks = readoutTracks(headTracks(model.model.manifest), track);
  if (path === undefined) {
    return (interval) => (bins) =>
      predictedTargets(interval, tracks.map(bins), track.bin, calledPromoter);
  }
  const genes = placeFeatures(
    { path, features: await readGenes(path), unit: 'gene', partly: true },
    genome.contigs,
    (note) => emit(textNote(note)),
  );
  return (interval) => {
    const found = geneTargets(genes, interval);
    return () => found;
  };
}

/** The readout track, and its head's promoters: a silent promoter is a target, for it may awake. */
function readoutTracks(tracks: readonly TrackInfo[], track: TrackInfo): TrackInfo[] {
  const promoters = tracks.filter(
    ({ role, id, bin }) => role === 'promoter' && id !== track.id && bin === track.bin,
  );
  return [track, ...promoters];
}
