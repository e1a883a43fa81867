import {
  boundsOf,
  type Contig,
  type DataTrack,
  type GenomeFiles,
} from '../../src-main/contract/index.ts';
import { plainText } from './plain-text.ts';

/** Where each kind of track stands: annotation on top, reads at the foot. */
const places = {
  annotation: 100,
  prediction: 200,
  effects: 250,
  signal: 300,
  variant: 400,
  alignment: 500,
  alleles: 600,
};

export function placeOf(kind: keyof typeof places): number {
  return places[kind];
}

/** igv's settings for the whole view. Everything that would ask another machine is off. */
export function browserConfig(genome: GenomeFiles, locus: string | undefined): object {
  return {
    loadDefaultGenomes: false,
    search: false,
    queryParametersSupported: false,
    showNavigation: false,
    showControls: false,
    showIdeogram: false,
    showSVGButton: false,
    showTrackDragHandles: true,
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

/** One of the user's files as igv draws it, without its name. */
export function dataTrackConfig(track: DataTrack): object {
  const shared = {
    id: track.id,
    order: placeOf(track.kind),
    removable: false,
    format: track.format,
    url: track.file.url,
    // A track line in the file may name an address, and igv would make names HTML to link there.
    infoURL: '',
    ...(track.index && { indexURL: track.index.url }),
  };
  switch (track.kind) {
    case 'alignment':
      return { ...shared, type: 'alignment', height: 220, visibilityWindow: 60_000 };
    case 'variant':
      return { ...shared, type: 'variant', height: 50, displayMode: 'SQUISHED' };
    case 'annotation':
      return {
        ...shared,
        type: 'annotation',
        displayMode: 'EXPANDED',
        height: 90,
        maxRows: 20,
        // Without it igv would ask for the whole contig of an indexed file.
        ...(track.index && { visibilityWindow: 5_000_000 }),
        searchable: false,
      };
    case 'signal':
      return { ...shared, type: 'wig', height: 60 };
  }
}
