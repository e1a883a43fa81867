import type {
  ComparisonKind,
  DataTrack,
  GraphKind,
  Region,
  RowSettings,
  TrackInfo,
  TrackView,
  VariantViewRequest,
  ViewRequest,
} from '../../contract/index.ts';
import type { SignalBin, ValueBin } from '../tracks/index.ts';
import { patchwork, type Patch } from '../patchwork.ts';
import { pairedBins } from './paired-bins.ts';

/** One run's values in a track. */
export interface RunSource {
  /** `id` of one of the project's runs, or of one that is being computed. */
  readonly run: string;
  readonly model: string;
  /** Where it is another than the row's. */
  readonly track?: string | undefined;
  /** bp of its tiles, where it carries no state. */
  readonly tile?: number | undefined;
  /** What was read, as one or in tiles; there is nothing outside. */
  readonly interval: Region;
  /** Base up to which there are values, of a run that is being computed. */
  readonly end?: number | undefined;
  /** Whose values they are instead, where it is an allele of a scored variant. */
  readonly allele?: AlleleOfRow | undefined;
}

/** A file of the user's, which may have values anywhere. */
export interface FileSource {
  readonly file: DataTrack;
  readonly interval?: undefined;
  readonly end?: undefined;
}

export type PredictionSource = RunSource | FileSource;

type AlleleOfRow = Pick<VariantViewRequest, 'set' | 'row' | 'allele'>;

/** One answer for a track: of the runs that hold it, each base shows the first that covers it. */
type PredictionLayer = readonly PredictionSource[];

/** A predicted track as the browser shows it. */
export interface PredictionSpec {
  readonly id: string;
  /** Of the rows that may be scaled as one. */
  readonly group: string;
  readonly info: TrackInfo;
  /** Two where rows or alleles are compared. */
  readonly layers: readonly PredictionLayer[];
  /** What is shown of two layers. */
  readonly compared?: ComparisonKind | undefined;
  /** What two layers that are compared are. */
  readonly signals?: readonly [SignalLook, SignalLook] | undefined;
  /** Of a context effect: bp after which the state was reset. Its values are differences. */
  readonly window?: number | undefined;
  /** Name of the variant, where the layers are the reference and the sequence with it. */
  readonly alleles?: string | undefined;
  readonly settings: RowSettings;
}

/** One of two signals in a row that is made of both. */
export interface SignalLook {
  readonly name: string;
  readonly color: string;
}

/** One bin on the screen. */
export interface PredictionBin extends ValueBin {
  readonly chr: string;
  /** Which run it is of. */
  readonly source: PredictionSource;
}

/** How it is drawn: as it was chosen; two signals as lines, and letters where a value is of one base. */
export function graphOf({ info, settings, compared, signals }: PredictionSpec): GraphKind {
  if (settings.graph) return settings.graph;
  if (signals) return compared === 'lines' ? 'line' : 'bars';
  return info.bin === 1 ? 'letters' : 'bars';
}

/** Whether some of it is being computed still. */
export function isLive({ layers }: PredictionSpec): boolean {
  return layers.flat().some(({ end }) => end !== undefined);
}

/** What is seen of a contig, bp, 0-based half-open, and how finely. */
export interface BinsRequest {
  readonly chr: string;
  readonly start: number;
  readonly end: number;
  readonly bpPerPixel: number;
}

export type FetchView = (
  request: Omit<ViewRequest, 'project'>,
  allele: AlleleOfRow | undefined,
) => Promise<TrackView>;

/** The values of a file in a region, no finer than `bpPerPixel`; they may reach beyond it. */
export type FetchSignal = (file: DataTrack, request: BinsRequest) => Promise<readonly SignalBin[]>;

/** Where values come from: runs and alleles, and files. */
export interface ValueReads {
  readonly view: FetchView;
  readonly signal: FetchSignal;
}

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
  reads: ValueReads,
): Promise<PredictionBin[]> {
  const region = { contig: chr, start: Math.max(0, Math.floor(start)), end: Math.ceil(end) };
  const answers = await Promise.all(
    layers.map(async (layer, index) => {
      const patches = await Promise.all(
        patchwork(layer, region).map(async (patch) => {
          const { source, start: from, end: to } = patch;
          if (isFile(source)) {
            const asked = { chr, start: from, end: to, bpPerPixel };
            return fileBins(await reads.signal(source.file, asked), asked, {
              source,
              layer: index,
            });
          }
          const { run, track = info.id, allele } = source;
          const asked = { run, track, start: from, end: to, bpPerPixel };
          return binsOf(await reads.view(asked, allele), { ...patch, source }, index);
        }),
      );
      return patches.flat();
    }),
  );
  const [first, second] = answers;
  const isOne = compared !== undefined && compared !== 'lines' && first && second;
  return isOne ? pairedBins(first, second, compared) : answers.flat();
}

function binsOf(
  view: TrackView,
  { source, start: from, end: to }: Patch<RunSource>,
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

export function isFile(source: PredictionSource): source is FileSource {
  return 'file' in source;
}

/** Bins of a file inside what was asked for; where two overlap, the first counts. */
function fileBins(
  found: readonly SignalBin[],
  { chr, start: from, end: to }: BinsRequest,
  of: { readonly source: FileSource; readonly layer: number },
): PredictionBin[] {
  const bins: PredictionBin[] = [];
  let at = from;
  for (const { start, end, value, min, max } of found.toSorted((a, b) => a.start - b.start)) {
    const own = { start: Math.max(at, start), end: Math.min(to, end) };
    if (Number.isNaN(value) || own.start >= own.end) continue;
    bins.push({ chr, ...own, value, min, max, ...of });
    at = own.end;
  }
  return bins;
}
