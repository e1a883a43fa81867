import { boundsAround, type Contig, type Region } from '../contract/index.ts';

/**
 * The interval that is read for a region: the region with a flank on each side, cut at the ends of
 * what there is of the contig and widened to whole bins, so that every bin of the region has its value.
 *
 * Without a flank given, region and flanks together fill the `useful` context of the model, bp.
 */
export function contextInterval(
  region: Region,
  contig: Pick<Contig, 'length' | 'parts'>,
  options: {
    readonly flank?: number | undefined;
    readonly useful?: number | undefined;
    readonly bin: number;
  },
): Region {
  const length = region.end - region.start;
  const filling = Math.max(0, Math.ceil(((options.useful ?? 0) - length) / 2));
  const flank = options.flank ?? filling;
  const { bin } = options;
  const bounds = boundsAround(contig, region);
  const start = Math.floor(Math.max(bounds.start, region.start - flank) / bin) * bin;
  const end = Math.ceil((region.end + flank) / bin) * bin;
  return { contig: region.contig, start, end: Math.min(bounds.end, end) };
}
