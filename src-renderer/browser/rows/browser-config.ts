import {
  boundsOf,
  type Contig,
  type DataTrack,
  type GenomeFiles,
  type RowScale,
  type RowSettings,
} from '../../../src-main/contract/index.ts';
import { annotationColor, letterColors } from '../../../src-main/drawing/index.ts';
import { plainText } from '../plain-text.ts';
import { igvOptions } from './apply-options.ts';

/** igv's settings for the whole view. Everything that would ask another machine is off. */
export function browserConfig(genome: GenomeFiles, locus: string | undefined): object {
  return {
    loadDefaultGenomes: false,
    search: false,
    queryParametersSupported: false,
    showNavigation: false,
    showControls: false,
    // ms that a single click waits for a second; igv's own half a second holds up each card.
    doubleClickDelay: 300,
    showIdeogram: false,
    showSVGButton: false,
    // Names, scales, order and menus are the column's, beside igv.
    showAxis: false,
    showTrackDragHandles: false,
    showGearColumn: false,
    showTrackLabels: false,
    nucleotideColors: { ...letterColors, N: '#5b6675' },
    ...sessionConfig(genome, locus),
  };
}

/** The part that changes with the project. */
export function sessionConfig(genome: GenomeFiles, locus: string | undefined): object {
  const first = genome.contigs[0];
  return {
    reference: {
      id: plainText(genome.name),
      name: plainText(genome.name),
      wholeGenomeView: false,
      ...(genome.format === '2bit'
        ? { twoBitURL: genome.sequence.url }
        : {
            fastaURL: genome.sequence.url,
            indexURL: genome.index?.url,
            ...(genome.compressedIndex && { compressedIndexURL: genome.compressedIndex.url }),
          }),
    },
    showIdeogram: false,
    // igv would split the view for each of several, before its labels are plain.
    locus: locus?.trim().split(/\s/)[0] ?? (first && locusOf(first)),
    tracks: [],
  };
}

function locusOf(contig: Contig): string {
  const { start, end } = boundsOf(contig);
  return `${contig.name}:${start + 1}-${end}`;
}

/**
 * Of the reads that begin within so many bp, how many are drawn; of pairs half as many. Said here, for igv has two
 * defaults, and takes the one that its manual does not name.
 */
const sampling = { samplingWindowSize: 100, samplingDepth: 1000 } as const;

function fixedScale(scale: RowScale | undefined): object {
  if (scale?.kind === 'fixed') return { autoscale: false, min: scale.min, max: scale.max };
  return { autoscale: true };
}

type FileTrackConfig = { readonly height?: number; readonly [setting: string]: unknown };

/** px; igv fits it to what is drawn where none was chosen. */
function fittedHeight(height: number | undefined, minHeight: number): FileTrackConfig {
  return height === undefined ? { autoHeight: true, minHeight, maxHeight: 130 } : { height };
}

/** One of the user's files as igv draws it, without name and place; `height`: px, absent where igv fits it to what is drawn. */
export function dataTrackConfig(
  track: DataTrack,
  { color, scale, height, options: chosen }: RowSettings,
): FileTrackConfig {
  const options = chosen && igvOptions(chosen);
  const shared = {
    removable: false,
    format: track.format,
    url: track.file.url,
    // A track line in the file may name an address, and igv would make names HTML to link there.
    infoURL: '',
    ...(track.index && { indexURL: track.index.url }),
    // igv's cache of compressed blocks takes an offset in itself for one in the file, and then asks for what
    // is not there, or reads on from a wrong place.
    cacheBlocks: false,
    ...(color !== undefined && { color }),
  };
  switch (track.kind) {
    case 'alignment':
      return {
        ...{ ...shared, type: 'alignment', visibilityWindow: 60_000, ...sampling },
        ...{ ...fixedScale(scale), ...options },
        height: height ?? 220,
      };
    case 'variant':
      return {
        ...{ ...shared, type: 'variant', displayMode: 'EXPANDED', ...options },
        ...fittedHeight(height, 50),
      };
    case 'annotation':
      return {
        color: annotationColor,
        ...shared,
        type: 'annotation',
        displayMode: 'EXPANDED',
        ...fittedHeight(height, 36),
        maxRows: 20,
        // Without it igv would ask for the whole contig of an indexed file.
        ...(track.index && { visibilityWindow: 5_000_000 }),
        searchable: false,
        ...options,
      };
    case 'signal':
      return {
        ...shared,
        ...fixedScale(scale),
        type: 'wig',
        height: height ?? 60,
        // igv's own means do not weigh values by their length.
        summarize: false,
        // Kind of graph, logarithm and direction are drawn, whatever igv makes of them.
        ...(chosen?.windowFunction !== undefined && { windowFunction: chosen.windowFunction }),
      };
  }
}
