import { MegabaseError, type Contig, type Region, defined } from '../../contract/index.ts';
import { readBedRegions, type BedRegion } from '../../formats/bed/index.ts';
import { placeFeatures } from '../../sequence/index.ts';
import type { LabelOptions, LabelSource, LabelTrack } from './label-source.ts';

/** A track for each name is for classes, not for features that each have a name of their own. */
const mostClasses = 64;

/**
 * Classes of a BED file: bins that overlap a feature are positive, all others are not. With `byName`
 * each name in column 4 is a class of its own.
 *
 * Errors: those of the reader and of `placeFeatures`; `labels-format`.
 */
export async function bedLabels(
  path: string,
  contigs: readonly Contig[],
  { byName, onNote }: LabelOptions,
): Promise<LabelSource> {
  const { regions: features, skipped } = await readBedRegions(path);
  const regions = placeFeatures({ path, features, skipped, unit: 'line' }, contigs, onNote);
  const names = byName ? classNames(path, regions) : [];
  const byContig = new Map<string, { start: number; end: number; track: number }[]>();
  for (const { contig, start, end, name } of regions) {
    const list = byContig.get(contig) ?? [];
    byContig.set(contig, list);
    list.push({ start, end, track: byName ? names.indexOf(defined(name)) : 0 });
  }
  const tracks = byName ? names.map(trackOf) : [{ id: 'labels', label: 'Labels' }];
  return {
    kind: 'classes',
    tracks,
    unit: 'probability',
    contigs: [...byContig.keys()],
    read: ({ contig, start, end }: Region, bin) => {
      const count = (end - start) / bin;
      const columns = tracks.map(() => new Float32Array(count));
      for (const feature of byContig.get(contig) ?? []) {
        const from = Math.max(0, Math.floor((feature.start - start) / bin));
        const to = Math.min(count, Math.ceil((feature.end - start) / bin));
        if (from < to) defined(columns[feature.track]).fill(1, from, to);
      }
      return Promise.resolve(columns);
    },
    close: () => Promise.resolve(),
  };
}

function classNames(path: string, regions: readonly BedRegion[]): string[] {
  const unnamed = regions.find(({ name }) => name === undefined);
  if (unnamed) {
    throw new MegabaseError(
      'labels-format',
      `${path}: the feature at ${unnamed.contig}:${unnamed.start} (0-based) has no name in column 4, ` +
        `which is to be its class.`,
    );
  }
  const names = [...new Set(regions.map(({ name }) => defined(name)))].sort();
  if (names.length <= mostClasses) return names;
  throw new MegabaseError(
    'labels-format',
    `${path} has ${names.length} names in column 4; at most ${mostClasses} can be classes.`,
  );
}

function trackOf(name: string, i: number, names: readonly string[]): LabelTrack {
  const plain = (text: string) => text.replace(/[^A-Za-z0-9_-]+/g, '_');
  const namesakes = names.filter((other) => plain(other) === plain(name));
  return { id: namesakes.length > 1 ? `${plain(name)}_${i + 1}` : plain(name), label: name };
}
