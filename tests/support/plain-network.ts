import { plainCaduceus } from './plain-caduceus.ts';
import { plainHawk } from './plain-hawk.ts';
import { plainMamba } from './plain-mamba.ts';
import type { Rows } from './plain-math.ts';
import { readConfig } from './plain-weights.ts';

/** What a network says of each token. */
export interface PlainOutputs {
  readonly logits: Rows;
  /** The last hidden state as published. */
  readonly hidden: Rows;
}

/**
 * Runs the model in `folder` on a whole sequence, in float64 and in one piece: the oracle that the
 * engine is held against. It is held itself against the outputs of the published code.
 */
export function plainNetwork(folder: string, tokens: ArrayLike<number>): PlainOutputs {
  const config = readConfig(folder);
  const ids = Array.from(tokens);
  switch (config['model_type']) {
    case 'caduceus':
      return plainCaduceus(folder, config, ids);
    case 'hawk':
      return plainHawk(folder, config, ids);
    default:
      return plainMamba(folder, config, ids);
  }
}
