import { MegabaseError } from '../../contract/index.ts';
import { formatByEnding } from '../../formats/output/index.ts';
import type { RowsEnd } from '../../formats/parts/index.ts';

/**
 * How a text file of a command and a format is made of its parts; bigWig, tables with types, FASTA and safetensors
 * are merged in ways of their own.
 */
export type Layout =
  /**
   * Parts follow each other; `titles` lines stand before the rows of each. How many rows there are is told
   * by the last line, or by the records that the part's note names.
   */
  | { readonly kind: 'rows'; readonly titles: number; readonly end: RowsEnd }
  /** Blocks of lines, each in one part; with `sections`, for each track anew, after a title. */
  | {
      readonly kind: 'blocks';
      readonly titles: number;
      readonly sections: boolean;
      readonly change?: 'scores' | 'numbers';
    }
  | { readonly kind: 'json-rows' }
  | { readonly kind: 'json-regions' }
  /** Lines in the order of their effects. */
  | { readonly kind: 'links' }
  | { readonly kind: 'map' };

const rows = { kind: 'rows', titles: 0, end: 'line' } as const;
const table = { kind: 'rows', titles: 1, end: 'line' } as const;
const blocks = { kind: 'blocks', titles: 0, sections: false } as const;

/** What each command writes; a new one is a line here. */
const layouts: Readonly<Record<string, Readonly<Record<string, Layout>>>> = {
  predict: {
    bedgraph: { ...blocks, sections: true },
    tsv: { ...blocks, titles: 1 },
    bed: { ...blocks, titles: 1, change: 'scores' },
    gff3: { ...blocks, change: 'numbers' },
    json: { kind: 'json-regions' },
  },
  variants: {
    vcf: { ...rows, end: 'records' },
    tsv: table,
    bed: rows,
    json: { kind: 'json-rows' },
  },
  score: { tsv: table, bed: rows, json: { kind: 'json-rows' } },
  mutagenesis: { tsv: { ...blocks, titles: 1 }, bedgraph: { ...blocks, titles: 1 } },
  effects: { tsv: table, bedpe: { kind: 'links' }, json: { kind: 'map' } },
};

const formats = {
  bigwig: { endings: ['.bw', '.bigwig'], text: false },
  bedgraph: { endings: ['.bedgraph', '.bg'], text: true },
  bedpe: { endings: ['.bedpe'], text: true },
  bed: { endings: ['.bed'], text: true },
  gff3: { endings: ['.gff3', '.gff'], text: true },
  tsv: { endings: ['.tsv', '.txt'], text: true },
  vcf: { endings: ['.vcf'], text: true },
  json: { endings: ['.json'], text: true },
  parquet: { endings: ['.parquet'], text: false },
  arrow: { endings: ['.arrow', '.feather'], text: false },
  fasta: { endings: ['.fa', '.fasta', '.fna'], text: false },
  safetensors: { endings: ['.safetensors'], text: false },
};

export type MergeFormat = keyof typeof formats;

/** The format that was named, or that the ending of `path` says. Error: `output-format`. */
export function mergeFormat(path: string, named?: string): MergeFormat {
  return formatByEnding(path, named, formats, { of: 'parts' });
}

/** Error: `output-format` for what that command does not write. */
export function layoutOf(command: string, format: MergeFormat): Layout {
  const ofCommand = layouts[command];
  const layout = ofCommand?.[format];
  if (layout) return layout;
  const known = Object.keys(ofCommand ?? {}).join(', ');
  throw new MegabaseError(
    'output-format',
    `These are parts of \`megabase ${command}\`, which are not merged as ${format}; choose from ${known || 'none'}.`,
  );
}
