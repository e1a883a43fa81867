import { defined } from '../../contract/index.ts';
import {
  otherStrand,
  tracksOutputs,
  type GraphManifest,
  type GraphTrack,
} from '../../model/index.ts';
import type { ChannelValues } from './channel-values.ts';

/** What a graph says of one tile. */
export interface TileValues {
  /** `[outputs][tracks][bins]` of all that lies between the crops, for the outputs that give tracks. */
  readonly tracks: readonly (readonly Float32Array[])[];
  /** ln P of A, C, G and T, `[length, 4]`; absent without an lm output. */
  readonly distributions: Float32Array | undefined;
  /** Of `tracks`, those of which what was read says nothing, NaN all along. */
  readonly absent?: ReadonlySet<Float32Array> | undefined;
}

/** What one member says of one strand of a tile. */
export interface MemberReading {
  readonly outputs: readonly ChannelValues[];
  readonly distributions: Float32Array | undefined;
}

/**
 * Joins what the members of a model say of a tile, and of its reverse complement where that was read:
 * means over members, and of strands what the manifest asks for.
 */
export function joinReadings(
  manifest: GraphManifest,
  forward: readonly MemberReading[],
  reverse: readonly MemberReading[],
): TileValues {
  const { reverseComplement } = manifest;
  const tracks = tracksOutputs(manifest).map(({ tracks: listed }, output) => {
    const of = (readings: readonly MemberReading[], channel: number) =>
      mean(readings.map(({ outputs }) => defined(outputs[output])(channel)));
    return listed.map(({ channel, swap, reads }: GraphTrack) => {
      if (reads === 'reverse') return of(reverse, channel).reverse();
      const own = of(forward, channel);
      if (reads === 'forward' || reverse.length === 0) return own;
      const other = of(reverse, swap ?? channel).reverse();
      return reverseComplement === 'max'
        ? own.map((value, i) => Math.max(value, other[i]!))
        : mean([own, other]);
    });
  });
  return { tracks, distributions: joinDistributions(forward, reverse) };
}

/** What the members of a model say of one strand alone, of its reverse complement told of the tile itself. */
export function strandReading(
  manifest: GraphManifest,
  readings: readonly MemberReading[],
  strand: 'forward' | 'reverse',
): TileValues {
  const isReverse = strand === 'reverse';
  const absent = new Set<Float32Array>();
  const tracks = tracksOutputs(manifest).map(({ tracks: listed }, output) => {
    const of = (channel: number) =>
      mean(readings.map(({ outputs }) => defined(outputs[output])(channel)));
    const others = otherChannels(manifest, listed);
    return listed.map(({ channel }, i) => {
      if (!isReverse) return of(channel);
      const other = others[i];
      if (other !== undefined) return of(other).reverse();
      const none = of(channel).fill(NaN);
      absent.add(none);
      return none;
    });
  });
  const [forward, reverse] = isReverse ? [[], readings] : [readings, []];
  return { tracks, distributions: joinDistributions(forward, reverse), absent };
}

/** Which channel tells the same of the reverse complement: as the manifest says where both strands are read. */
function otherChannels(
  { reverseComplement }: GraphManifest,
  tracks: readonly GraphTrack[],
): (number | undefined)[] {
  if (reverseComplement !== undefined) return tracks.map(({ channel, swap }) => swap ?? channel);
  return otherStrand(tracks).map((other) =>
    other === undefined ? undefined : tracks[other]?.channel,
  );
}

/** The mean of probabilities, as their logarithm; of the other strand base i is base -1 - i's complement. */
function joinDistributions(
  forward: readonly MemberReading[],
  reverse: readonly MemberReading[],
): Float32Array | undefined {
  const own = forward.flatMap(({ distributions }) => distributions ?? []);
  // A, C, G and T stand in the order of T, G, C and A read backwards.
  const other = reverse.flatMap(({ distributions }) => distributions?.toReversed() ?? []);
  const all = [...own, ...other];
  if (all.length < 2) return all[0];
  return defined(all[0]).map((_, i) => {
    const known = all.map((one) => one[i]!).filter((value) => !Number.isNaN(value));
    const sum = known.reduce((total, value) => total + Math.exp(value), 0);
    return Math.log(sum / known.length);
  });
}

function mean(values: readonly Float32Array[]): Float32Array {
  const [first, ...others] = values;
  if (others.length === 0) return defined(first);
  return defined(first).map((value, i) => {
    const sum = others.reduce((total, one) => total + one[i]!, value);
    return sum / values.length;
  });
}
