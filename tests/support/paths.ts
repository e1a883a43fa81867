import { join } from 'node:path';

/** The repository's top folder. */
export const root = join(import.meta.dirname, '..', '..');

/** Models whose outputs are known from another implementation, by name. */
export const referenceModels = {
  'caduceus-ph': join(root, 'tests/reference/caduceus-ph'),
  'caduceus-ps': join(root, 'tests/reference/caduceus-ps'),
  'hawk-bi': join(root, 'tests/reference/hawk-bi'),
  'hawk-causal': join(root, 'tests/reference/hawk-causal'),
  'mamba2-lm': join(root, 'tests/reference/mamba2-lm'),
  'mamba2-ps': join(root, 'tests/reference/mamba2-ps'),
  'mamba2-ps-plantcad2': join(root, 'tests/reference/mamba2-ps-plantcad2'),
  'caduceus-tutorial': join(root, 'native-models/caduceus-tutorial'),
  'hawk-tutorial': join(root, 'native-models/hawk-tutorial'),
} as const;

/** The shipped model of a real genome, without a language-model head, and a region it never saw. */
export const yeastModel = join(root, 'native-models/hawk-yeast');
export const yeastRegion = {
  fasta: join(root, 'resources/yeast/yeast-chrXI.fa'),
  gff3: join(root, 'resources/yeast/yeast-chrXI.gff3'),
  contig: 'chrXI_416001_476000',
} as const;
