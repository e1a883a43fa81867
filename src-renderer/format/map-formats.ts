import type { FigureFormat } from '../../src-main/contract/index.ts';

/** How a distal map can be written. */
export interface MapFormat {
  /** What the workbench calls it; also the file's ending. */
  readonly id: 'bedpe' | 'tsv' | 'parquet' | 'arrow' | 'json' | FigureFormat;
  readonly label: string;
  readonly description: string;
  /** It holds the links of a threshold, and not every pair. */
  readonly isOfLinks?: boolean | undefined;
}

export const mapFormats: readonly MapFormat[] = [
  {
    id: 'bedpe',
    label: 'BEDPE',
    description: 'Links that reach the threshold below, for genome browsers and bedtools.',
    isOfLinks: true,
  },
  { id: 'tsv', label: 'TSV table', description: 'One row per element and target.' },
  { id: 'parquet', label: 'Parquet', description: 'The same table for notebooks, typed.' },
  { id: 'arrow', label: 'Arrow', description: 'The same table as Arrow IPC (Feather 2).' },
  {
    id: 'json',
    label: 'JSON',
    description: 'All pairs of element and target, with their provenance.',
  },
  {
    id: 'svg',
    label: 'SVG figure',
    description: 'The strongest links as bars, with text as text.',
    isOfLinks: true,
  },
  {
    id: 'pdf',
    label: 'PDF figure',
    description: 'The strongest links as bars, with their letters inside.',
    isOfLinks: true,
  },
  {
    id: 'png',
    label: 'PNG figure',
    description: 'The strongest links as bars, at 300 dpi.',
    isOfLinks: true,
  },
];
