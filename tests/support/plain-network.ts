import { plainCaduceus } from './plain-caduceus.ts';
import { plainHawk } from './plain-hawk.ts';
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
  return config['model_type'] === 'caduceus'
    ? plainCaduceus(folder, config, ids)
    : plainHawk(folder, config, ids);
}
