import { formatRegion, howRead } from '../../../contract/index.ts';
import { engineVersion } from '../../../engine/index.ts';
import { modelNotes, type HeaderNote } from '../../../formats/output/index.ts';
import type { ScoreOptions, ScoreTools } from '../score-tools.ts';
import { variantLabels } from '../head-scores.ts';
import { leastEffect, watchedTrack } from '../variant-scorer.ts';

/** Where scores come from, for the header of what is written. Errors: those of `watchedTrack`. */
export function describeScoring(
  source: string,
  options: ScoreOptions,
  tools: Pick<ScoreTools, 'model'>,
): HeaderNote[] {
  const track = watchedTrack(tools, options);
  const labels = variantLabels(tools.model.model);
  const { region, flank, targets, most, least, masked, window, tolerance } = options;
  const settings = {
    region: region ? formatRegion(region) : 'all contigs',
    flank: flank === undefined ? 'useful context' : `${flank} bp`,
    targets: targets === undefined ? 'called by the model' : 'gene starts',
    track: track?.id ?? 'none',
    masked: masked ? 'yes' : 'no',
    ...(window === undefined ? {} : { 'window of log ratios': `${window} bp` }),
    ...(labels.length === 0 ? {} : { heads: labels.map(({ id }) => id).join(', ') }),
    'most targets': most === Infinity ? 'all' : String(most),
    'least effect': String(least ?? leastEffect(track)),
    tolerance: String(tolerance),
  };
  return modelNotes(tools.model.identity, [
    { key: 'engine', text: engineVersion },
    { key: 'reading', text: `intervals were read ${howRead(tools.model.identity)}` },
    { key: 'variants', text: source },
    ...Object.entries(settings).map(([key, text]) => ({ key, text })),
  ]);
}
