import type { StateSpec } from '../network/index.ts';
import type { Weights } from '../weights/index.ts';
import { isMamba2, type CaduceusConfig } from './config.ts';
import { mambaSizes, mambaStates, mambaWorkingFloats, readMambaMixer } from './mamba.ts';
import { mamba2Sizes } from './mamba2-config.ts';
import { mamba2States, mamba2WorkingFloats } from './mamba2.ts';
import { readMamba2Mixer } from './read-mamba2.ts';
import type { Mixer } from './mixer.ts';

/** `prefix` is `...mamba_fwd` or `...mamba_rev`; `shared` is where its projections stand. */
export function readMixer(
  weights: Weights,
  place: { readonly prefix: string; readonly shared: string },
  { ssm_cfg: mamba, d_model: d }: CaduceusConfig,
): Mixer {
  return isMamba2(mamba)
    ? readMamba2Mixer(weights, place, mamba, d)
    : readMambaMixer(weights, place, mamba, d);
}

/** The states of one direction: of its convolution and of its scan. */
export function mixerStates(
  { ssm_cfg: mamba, d_model: d }: CaduceusConfig,
  direction: 'forward' | 'reverse',
): StateSpec[] {
  return isMamba2(mamba)
    ? mamba2States(direction, mamba2Sizes(mamba, d))
    : mambaStates(direction, mambaSizes(mamba, d));
}

/** Float32 values that a layer's graph holds at once for one token, about. */
export function mixerWorkingFloats({ ssm_cfg: mamba, d_model: d }: CaduceusConfig): number {
  return isMamba2(mamba)
    ? mamba2WorkingFloats(mamba2Sizes(mamba, d))
    : mambaWorkingFloats(mambaSizes(mamba, d));
}
