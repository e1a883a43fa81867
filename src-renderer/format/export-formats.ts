/** A format a run can be written in, as the export dialog offers it. */
export interface RunExportFormat {
  readonly id: string;
  readonly label: string;
  readonly ending: string;
  /** True where only what reaches a value is written. */
  readonly needsThreshold: boolean;
  readonly description: string;
  /** True where values are written that are too many to keep: the pass runs once more, as a job. */
  readonly computesAgain?: boolean;
  /** Of genes that are called in the run: the format of that file. Needs tracks of coding sequence. */
  readonly genes?: 'gff3' | 'bed';
}

/** What the two formats of genes say of themselves. */
const genesDescription =
  'Runs of coding bins of a strand, split and joined by promoters and ends of genes, with the longest reading frame. No spliced models, no phase.';

export const exportFormats: readonly RunExportFormat[] = [
  {
    id: 'bigwig',
    label: 'bigWig',
    ending: '.bw',
    needsThreshold: false,
    description: 'All bins, for genome browsers. One file per track.',
  },
  {
    id: 'bedgraph',
    label: 'bedGraph',
    ending: '.bedgraph',
    needsThreshold: false,
    description: 'All bins, as text.',
  },
  {
    id: 'bed',
    label: 'BED',
    ending: '.bed',
    needsThreshold: true,
    description: 'Regions where a track reaches the threshold below.',
  },
  {
    id: 'gff3',
    label: 'GFF3',
    ending: '.gff3',
    needsThreshold: true,
    description: 'Regions where a track reaches the threshold below.',
  },
  {
    id: 'genes-gff3',
    label: 'Genes, GFF3',
    ending: '.genes.gff3',
    needsThreshold: true,
    description: genesDescription,
    genes: 'gff3',
  },
  {
    id: 'genes-bed',
    label: 'Genes, BED',
    ending: '.genes.bed',
    needsThreshold: true,
    description: genesDescription,
    genes: 'bed',
  },
  {
    id: 'tsv',
    label: 'TSV table',
    ending: '.tsv',
    needsThreshold: false,
    description: 'One row per bin and track.',
  },
  {
    id: 'parquet',
    label: 'Parquet',
    ending: '.parquet',
    needsThreshold: false,
    description: 'The same table for notebooks, small and typed: pandas, polars, DuckDB, R.',
  },
  {
    id: 'arrow',
    label: 'Arrow',
    ending: '.arrow',
    needsThreshold: false,
    description: 'The same table as Arrow IPC (Feather 2).',
  },
  {
    id: 'json',
    label: 'JSON',
    ending: '.json',
    needsThreshold: false,
    description: 'All values, with their provenance.',
  },
  {
    id: 'safetensors',
    label: 'safetensors',
    ending: '.safetensors',
    needsThreshold: false,
    description:
      'Logits and hidden states of one region. They are recomputed, which takes as long as the prediction.',
    computesAgain: true,
  },
];
