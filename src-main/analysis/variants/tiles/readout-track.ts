import { MegabaseError, type TrackInfo } from '../../../contract/index.ts';
import { hasLikelihood, headTracks, type ModelPackage } from '../../../model/index.ts';
import { targetTrack } from '../../effects/index.ts';
import type { ScoreOptions } from '../score-options.ts';

/**
 * The track whose change at the targets is taken; undefined for a model without tracks. Errors:
 * `track-unknown`, `usage`.
 */
export function readoutTrack(
  { manifest }: ModelPackage,
  options: Pick<ScoreOptions, 'targets' | 'targetTrack' | 'masked' | 'window'>,
): TrackInfo | undefined {
  if (!hasLikelihood(manifest) && (options.masked || options.window !== undefined)) {
    const lacks = options.masked ? 'nothing can be masked' : 'there are no LLRs';
    throw new MegabaseError(
      'usage',
      `The model ${manifest.name} has no language-model head, so ${lacks}.`,
    );
  }
  const isAsked = options.targets !== undefined || options.targetTrack !== undefined;
  if (headTracks(manifest).length === 0 && !isAsked) return undefined;
  return targetTrack(manifest, options.targetTrack);
}

/** Effects within what the tolerance leaves open are left out where no smallest one is named. */
export function defaultMinEffect(track: TrackInfo | undefined): number {
  return track?.unit === 'probability' ? 0.01 : 0;
}
