import type { IgvTrack } from '../igv-types.ts';

/** A variant as igv draws it by its frequency; one without is drawn in the colour of variants. */
interface FrequentVariant {
  alleleFreq?(): string | undefined;
}

/**
 * Has the bar of a site with several alternatives show the share of all of them: igv takes what its `AF` says for
 * one number, and draws nothing at all of a site where it is a list, or `.`.
 */
export function addFrequencies(track: IgvTrack): void {
  const source = track.featureSource;
  if (!source) return;
  const getFeatures = source.getFeatures.bind(source);
  source.getFeatures = async (request) => {
    const features = await getFeatures(request);
    if (Array.isArray(features)) features.forEach(addOf);
    return features;
  };
}

function addOf(variant: FrequentVariant): void {
  const told = variant.alleleFreq?.();
  if (!told || Number.isFinite(Number(told))) return;
  const known = told.split(',').map(Number).filter(Number.isFinite);
  const sum = known.length > 0 ? String(known.reduce((all, one) => all + one)) : undefined;
  variant.alleleFreq = () => sum;
}
