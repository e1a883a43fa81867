import type {
  GraphKind,
  Region,
  RowSettings,
  TrackInfo,
  TrackView,
  VariantViewRequest,
  ViewRequest,
} from '../../contract/index.ts';
import type { ValueBin } from '../tracks/index.ts';
import { patchwork, type Patch } from '../patchwork.ts';

/** One run's values in a track. */
export interface PredictionSource {
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

/** One answer for a track: of the runs that hold it, each base shows the first that covers it. */
type PredictionLayer = readonly PredictionSource[];

/** A predicted track as the browser shows it. */
export interface PredictionSpec {
  readonly id: string;
  /** Of the rows that may be scaled as one. */
  readonly group: string;
  readonly info: TrackInfo;
  /** Two where runs or alleles are compared. */
  readonly layers: readonly PredictionLayer[];
  /** How the second layer is shown: as a line over the first, or taken from it. */
  readonly compared?: 'line' | 'difference' | undefined;
  /** Of a context effect: bp after which the state was reset. Its values are differences. */
  readonly window?: number | undefined;
  /** Name of the variant, where the layers are the reference and the sequence with it. */
  readonly alleles?: string | undefined;
  readonly settings: RowSettings;
}

/** One bin on the screen. */
export interface PredictionBin extends ValueBin {
  readonly chr: string;
  /** Which run it is of. */
  readonly source: PredictionSource;
}

/** How it is drawn: as it was chosen, and letters where a value is of one base. */
export function graphOf({ info, settings }: PredictionSpec): GraphKind {
  return settings.graph ?? (info.bin === 1 ? 'letters' : 'bars');
}

/** Whether some of it is being computed still. */
export function isLive({ layers }: PredictionSpec): boolean {
  return layers.flat().some(({ end }) => end !== undefined);
}

/** What is seen of a contig, bp, 0-based half-open, and how finely. */
interface BinsRequest {
  readonly chr: string;
  readonly start: number;
  readonly end: number;
  readonly bpPerPixel: number;
}

export type FetchView = (
  request: Omit<ViewRequest, 'project'>,
  allele: AlleleOfRow | undefined,
) => Promise<TrackView>;

/** bins of single bases with the letters of a sequence that begins at base `start`. */
export function withBases(
  bins: readonly PredictionBin[],
  sequence: string,
  start: number,
): PredictionBin[] {
  return bins.map((bin) =>
    bin.end - bin.start === 1
      ? { ...bin, base: sequence.charAt(bin.start - start).toUpperCase() }
      : bin,
  );
}

/** The bins of all layers in a region, no finer than `bpPerPixel` where coarser ones are kept; those of the first layer first. */
export async function fetchBins(
  { info, layers, compared }: PredictionSpec,
  { chr, start, end, bpPerPixel }: BinsRequest,
  view: FetchView,
): Promise<PredictionBin[]> {
  const region = { contig: chr, start: Math.max(0, Math.floor(start)), end: Math.ceil(end) };
  const answers = await Promise.all(
    layers.map(async (layer, index) => {
      const patches = await Promise.all(
        patchwork(layer, region).map(async (patch) => {
          const { run, allele } = patch.source;
          const asked = { run, track: info.id, start: patch.start, end: patch.end, bpPerPixel };
          return binsOf(await view(asked, allele), patch, index);
        }),
      );
      return patches.flat();
    }),
  );
  const [first, second] = answers;
  return compared === 'difference' && first && second ? difference(first, second) : answers.flat();
}

/**
 * The second layer's values less the first's, where both have all of a bin. Runs of unlike length come
 * in bins of unlike width: the wider ones count, and of the others their mean in each.
 */
function difference(
  first: readonly PredictionBin[],
  second: readonly PredictionBin[],
): PredictionBin[] {
  const isSecondWider = widest(second) >= widest(first);
  const [wide, fine] = isSecondWider ? [second, first] : [first, second];
  let at = 0;
  return wide.flatMap((bin) => {
    while ((fine[at]?.end ?? Infinity) <= bin.start) at++;
    let [sum, covered] = [0, 0];
    for (let i = at, one = fine[i]; one && one.start < bin.end; one = fine[++i]) {
      const bp = Math.min(one.end, bin.end) - Math.max(one.start, bin.start);
      sum += bp * one.value;
      covered += bp;
    }
    if (covered < bin.end - bin.start) return [];
    const other = sum / covered;
    const value = isSecondWider ? bin.value - other : other - bin.value;
    return [{ ...bin, value, min: value, max: value, layer: 0 }];
  });
}

/** bp */
function widest(bins: readonly PredictionBin[]): number {
  return bins.reduce((most, { start, end }) => Math.max(most, end - start), 0);
}

function binsOf(
  view: TrackView,
  { source, start: from, end: to }: Patch<PredictionSource>,
  layer: number,
): PredictionBin[] {
  const bins: PredictionBin[] = [];
  view.mean.forEach((value, index) => {
    const start = Math.max(from, view.start + index * view.bin);
    const end = Math.min(to, view.start + (index + 1) * view.bin);
    if (Number.isNaN(value) || start >= end) return;
    bins.push({
      ...{ chr: source.interval.contig, start, end, value, layer, source },
      ...{ min: view.min[index]!, max: view.max[index]! },
    });
  });
  return bins;
}
