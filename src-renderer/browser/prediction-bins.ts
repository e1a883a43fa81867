import type {
  Region,
  TrackInfo,
  TrackView,
  VariantViewRequest,
  ViewRequest,
} from '../../src-main/contract/index.ts';
import type { IgvFeatureRequest } from './igv-types.ts';

/** One run's values in a track: two where runs are compared, the second drawn as a line. */
export interface PredictionLayer {
  /** `id` of one of the project's runs, or of one that is being computed. */
  readonly run: string;
  readonly model: string;
  /** bp of its tiles, where it carries no state. */
  readonly tile?: number | undefined;
  /** What was read, as one or in tiles; there is nothing outside. */
  readonly interval: Region;
  /** Base up to which there are values, of a run that is being computed. */
  readonly end?: number | undefined;
  /** Whose values they are instead, where it is an allele of a scored variant. */
  readonly allele?: AlleleOfRow | undefined;
}

type AlleleOfRow = Pick<VariantViewRequest, 'set' | 'row' | 'allele'>;

/** A predicted track as the browser shows it. */
export interface PredictionSpec {
  readonly id: string;
  readonly info: TrackInfo;
  readonly layers: readonly PredictionLayer[];
  /** Name of the variant, where the layers are the reference and the sequence with it. */
  readonly alleles?: string | undefined;
}

/** One bin on the screen. */
export interface PredictionBin {
  readonly chr: string;
  readonly start: number;
  readonly end: number;
  readonly value: number;
  readonly min: number;
  readonly max: number;
  /** Index of its layer. */
  readonly layer: number;
}

/** Whether some of it is being computed still. */
export function isLive({ layers }: PredictionSpec): boolean {
  return layers.some(({ end }) => end !== undefined);
}

export type FetchView = (
  request: Omit<ViewRequest, 'project'>,
  allele: AlleleOfRow | undefined,
) => Promise<TrackView>;

/** The bins of all layers in a stretch, those of the first layer first. */
export async function fetchBins(
  { info, layers }: PredictionSpec,
  { chr, start, end, bpPerPixel }: IgvFeatureRequest,
  view: FetchView,
): Promise<PredictionBin[]> {
  const bins = await Promise.all(
    layers.map(async ({ run, interval, end: final = interval.end, allele }, layer) => {
      if (interval.contig !== chr) return [];
      const from = Math.max(interval.start, Math.floor(start));
      const to = Math.min(final, Math.ceil(end));
      if (from >= to) return [];
      const seen = await view({ run, track: info.id, start: from, end: to, bpPerPixel }, allele);
      return binsOf(seen, interval, layer);
    }),
  );
  return bins.flat();
}

function binsOf(view: TrackView, interval: Region, layer: number): PredictionBin[] {
  const bins: PredictionBin[] = [];
  view.mean.forEach((value, index) => {
    if (Number.isNaN(value)) return;
    const start = view.start + index * view.bin;
    bins.push({
      chr: interval.contig,
      start,
      end: Math.min(interval.end, start + view.bin),
      value,
      min: view.min[index]!,
      max: view.max[index]!,
      layer,
    });
  });
  return bins;
}

/** The bins under a position, one a layer at most. */
export function binsAt(
  features: readonly unknown[] | undefined,
  position: number,
): PredictionBin[] {
  return ((features ?? []) as readonly PredictionBin[]).filter(
    ({ start, end }) => start <= position && position < end,
  );
}
