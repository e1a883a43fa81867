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
}

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
    id: 'tsv',
    label: 'TSV table',
    ending: '.tsv',
    needsThreshold: false,
    description: 'One row per bin and track.',
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
