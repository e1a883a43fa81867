import { join } from 'node:path';

/** The repository's top folder. */
export const root = join(import.meta.dirname, '..', '..');

/** Models whose outputs are known from another implementation, by name. */
export const referenceModels = {
  'caduceus-ph': join(root, 'tests/reference/caduceus-ph'),
  'caduceus-ps': join(root, 'tests/reference/caduceus-ps'),
  'hawk-bi': join(root, 'tests/reference/hawk-bi'),
  'hawk-causal': join(root, 'tests/reference/hawk-causal'),
  'caduceus-tutorial': join(root, 'native-models/caduceus-tutorial'),
  'hawk-tutorial': join(root, 'native-models/hawk-tutorial'),
} as const;
