/** How a distal map can be written. */
export interface MapFormat {
  /** What the workbench calls it; also the file's ending. */
  readonly id: 'bedpe' | 'tsv' | 'json';
  readonly label: string;
  readonly says: string;
}

export const mapFormats: readonly MapFormat[] = [
  {
    id: 'bedpe',
    label: 'BEDPE',
    says: 'The links that reach the effect below, for genome browsers and bedtools.',
  },
  { id: 'tsv', label: 'TSV table', says: 'One row for each element with each target.' },
  { id: 'json', label: 'JSON', says: 'Every element with every target, and how it was made.' },
];
