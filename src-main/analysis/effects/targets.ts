import {
  MegabaseError,
  type EffectTarget,
  type Region,
  type Strand,
  type TrackInfo,
} from '../../contract/index.ts';
import { type Manifest, headTracks } from '../../model/index.ts';
import type { GffFeature } from '../../formats/gff/index.ts';
import type { BinValues } from './bin-values.ts';
import { geneName, isGene } from './genes.ts';
import { passingBins } from './passing-bins.ts';

/**
 * The track whose change is an effect: the one named, else the model's expression, else its promoter
 * track. Error: `track-unknown`.
 */
export function targetTrack(manifest: Manifest, name?: string): TrackInfo {
  const tracks = headTracks(manifest);
  const byRole = (role: string) => tracks.find((track) => track.role === role);
  const track =
    name === undefined
      ? (byRole('expression') ?? byRole('promoter') ?? tracks[0])
      : tracks.find(({ id }) => id === name);
  if (track) return track;
  const known = tracks.map(({ id }) => id).join(', ') || 'none';
  throw new MegabaseError(
    'track-unknown',
    name === undefined
      ? `The model ${manifest.name} has no tracks, so the effect of an element cannot be measured.`
      : `The model ${manifest.name} has no track "${name}" in its head; it has ${known}.`,
  );
}

/** bp on each side of a gene's first base that belong to its target. */
const nearStart = 64;

/** Where the genes of an annotation start inside an interval. */
export function geneTargets(features: readonly GffFeature[], interval: Region): EffectTarget[] {
  return features
    .filter((feature) => isGene(feature) && feature.contig === interval.contig)
    .map((gene): EffectTarget => {
      const first = gene.strand === '-' ? gene.end - 1 : gene.start;
      const name = geneName(gene) ?? `${gene.contig}:${gene.start + 1}`;
      const start = Math.max(0, first - nearStart);
      const place = { contig: gene.contig, start, end: first + nearStart + 1 };
      return { ...place, name, gene: name, strand: gene.strand };
    })
    .filter(({ start, end }) => start >= interval.start && end <= interval.end);
}

/**
 * Where the model sees promoters, or activity: neighbouring bins at `threshold` or more in the
 * promoter track or the readout track.
 */
export function predictedTargets(
  { contig }: Region,
  tracks: readonly BinValues[],
  bin: number,
  threshold: number,
): EffectTarget[] {
  const strand: Strand = '.';
  return passingBins(tracks, bin, threshold).map(({ start, end }) => {
    return { contig, start, end, name: `${contig}:${start + 1}-${end}`, strand };
  });
}
