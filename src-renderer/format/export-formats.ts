/** A format a run can be written in, as the export dialog offers it. */
export interface RunExportFormat {
  readonly id: string;
  readonly label: string;
  readonly ending: string;
  /** True where only what reaches a value is written. */
  readonly needsThreshold: boolean;
  readonly says: string;
  /** True where values are written that are too many to keep: the pass runs once more, as a job. */
  readonly computesAgain?: boolean;
}

export const exportFormats: readonly RunExportFormat[] = [
  {
    id: 'bigwig',
    label: 'bigWig',
    ending: '.bw',
    needsThreshold: false,
    says: 'Every bin, for genome browsers. One file a track.',
  },
  {
    id: 'bedgraph',
    label: 'bedGraph',
    ending: '.bedgraph',
    needsThreshold: false,
    says: 'Every bin, as text.',
  },
  {
    id: 'bed',
    label: 'BED',
    ending: '.bed',
    needsThreshold: true,
    says: 'Stretches where a track reaches the value below.',
  },
  {
    id: 'gff3',
    label: 'GFF3',
    ending: '.gff3',
    needsThreshold: true,
    says: 'Stretches where a track reaches the value below.',
  },
  {
    id: 'tsv',
    label: 'TSV table',
    ending: '.tsv',
    needsThreshold: false,
    says: 'One row for each bin of each track.',
  },
  {
    id: 'json',
    label: 'JSON',
    ending: '.json',
    needsThreshold: false,
    says: 'Everything, with how it was made.',
  },
  {
    id: 'safetensors',
    label: 'safetensors',
    ending: '.safetensors',
    needsThreshold: false,
    says: 'Logits and hidden states of one region. They are computed once more, which takes as long as the prediction did.',
    computesAgain: true,
  },
];
