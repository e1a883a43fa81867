import { MegabaseError, type TrackView, type ViewRequest } from '../../contract/index.ts';
import { viewValues } from '../../cache/index.ts';
import type { FinalTracks } from '../../analysis/run/index.ts';

/**
 * A view of a run that is being computed: bins that are final are as they will be once it is
 * finished, the others NaN. Error: `track-unknown`.
 */
export function viewFinal(
  { interval, end: final, tracks }: FinalTracks,
  { track: id, start, end, bpPerPixel }: Omit<ViewRequest, 'project' | 'run'>,
): TrackView {
  const track = tracks.find(({ info }) => info.id === id);
  if (track === undefined) {
    const known = tracks.map(({ info }) => info.id).join(', ');
    throw new MegabaseError('track-unknown', `The run has no track "${id}"; it has: ${known}.`);
  }
  const view = viewValues(track, start, end, bpPerPixel);
  if (final < interval.end) {
    // Of a coarse bin that is final in part the mean would change.
    const whole = Math.max(0, Math.floor((final - view.start) / view.bin));
    for (const column of [view.mean, view.min, view.max]) column.fill(NaN, whole);
  }
  return view;
}
