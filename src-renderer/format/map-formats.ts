/** How a distal map can be written. */
export interface MapFormat {
  /** What the workbench calls it; also the file's ending. */
  readonly id: 'bedpe' | 'tsv' | 'parquet' | 'arrow' | 'json';
  readonly label: string;
  readonly description: string;
}

export const mapFormats: readonly MapFormat[] = [
  {
    id: 'bedpe',
    label: 'BEDPE',
    description: 'Links that reach the threshold below, for genome browsers and bedtools.',
  },
  { id: 'tsv', label: 'TSV table', description: 'One row per element and target.' },
  { id: 'parquet', label: 'Parquet', description: 'The same table for notebooks, typed.' },
  { id: 'arrow', label: 'Arrow', description: 'The same table as Arrow IPC (Feather 2).' },
  {
    id: 'json',
    label: 'JSON',
    description: 'All pairs of element and target, with their provenance.',
  },
];
