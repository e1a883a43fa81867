import type { BaseQuestion } from '../../src-main/contract/index.ts';

/** How a map of bases can be written. */
export interface BaseMapFormat {
  /** What the workbench calls it; also the file's ending. */
  readonly id: 'tsv' | 'safetensors' | 'bedgraph' | 'bedpe';
  readonly label: string;
  readonly description: string;
}

export const baseMapFormats: Readonly<Record<BaseQuestion['kind'], readonly BaseMapFormat[]>> = {
  mutagenesis: [
    {
      id: 'tsv',
      label: 'TSV table',
      description: 'A row a base: the change by A, C, G and T, as it is and centred.',
    },
    {
      id: 'safetensors',
      label: 'safetensors',
      description: 'changes, centred and one_hot, each [4, bases], as motif finders take them.',
    },
    {
      id: 'bedgraph',
      label: 'bedGraph',
      description: 'The centred value of the base that is there, for genome browsers.',
    },
  ],
  dependencies: [
    {
      id: 'tsv',
      label: 'TSV matrix',
      description: 'Rows are the bases that were substituted, columns those that depend on them.',
    },
    { id: 'safetensors', label: 'safetensors', description: 'The same matrix as float32.' },
    {
      id: 'bedpe',
      label: 'BEDPE',
      description: 'Pairs that reach the threshold below, as arcs for genome browsers.',
    },
  ],
};
