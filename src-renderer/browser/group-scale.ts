import type { IgvTrack } from './igv-types.ts';
import { rangeOf, type Range } from './value-scale.ts';

/** Tracks that are scaled as one, by group: each with what of it is in view. */
const groups = new Map<string, Map<IgvTrack, Range>>();

/**
 * The scale of a track of which `own` is in view: its own, or where it belongs to a group one that
 * holds all of the group's, which the others take as well.
 */
export function scaleInGroup(track: IgvTrack, group: string | undefined, own: Range): Range {
  for (const [name, members] of groups) {
    if (name !== group) members.delete(track);
    for (const member of members.keys()) if (member.disposed) members.delete(member);
  }
  if (group === undefined) return own;
  const members = groups.get(group) ?? new Map<IgvTrack, Range>();
  groups.set(group, members.set(track, own));
  const whole = rangeOf([...members.values()]);
  for (const member of members.keys()) {
    const before = member.dataRange;
    if (member === track || (before?.min === whole.min && before.max === whole.max)) continue;
    member.dataRange = { ...whole };
    member.trackView?.repaintViews();
  }
  return whole;
}
