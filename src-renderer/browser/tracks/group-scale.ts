import { rangeOf, type Range } from '../../../src-main/drawing/index.ts';
import type { IgvTrack } from '../igv-types.ts';

/** Tracks that are scaled as one, by group: each with what of it is in view. */
const groups = new Map<string, Map<IgvTrack, Range>>();

/**
 * The scale of a track of which `own` is in view, undefined for nothing: its own, or where it belongs
 * to a group one that holds all of the group's, which the others take as well.
 */
export function scaleInGroup(
  track: IgvTrack,
  group: string | undefined,
  own: Range | undefined,
): Range {
  leaveGroups(track);
  if (group === undefined) return own ?? rangeOf([]);
  const members = groups.get(group) ?? new Map<IgvTrack, Range>();
  groups.set(group, members);
  if (own) members.set(track, own);
  // igv takes its view from a track that is removed.
  for (const member of members.keys()) if (!member.trackView) members.delete(member);
  const whole = rangeOf([...members.values()]);
  for (const member of members.keys()) {
    const before = member.dataRange;
    if (member === track || (before?.min === whole.min && before.max === whole.max)) continue;
    member.dataRange = { ...whole };
    member.trackView?.repaintViews();
  }
  return whole;
}

/** The track is scaled by itself from now on. */
export function leaveGroups(track: IgvTrack): void {
  for (const members of groups.values()) members.delete(track);
}
