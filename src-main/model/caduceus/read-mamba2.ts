import { defined } from '../../contract/index.ts';
import type { Weights } from '../weights/index.ts';
import { mamba2Sizes, type Mamba2Config, type Mamba2Sizes } from './mamba2-config.ts';
import { Mamba2Core, type Mamba2Parameters } from './mamba2.ts';
import type { Mixer } from './mixer.ts';
import { projectionsOf, readProjections, type Projection } from './projections.ts';

/**
 * One direction of a Mamba-2 mixer; its projections stand at `shared`. Error: `model-weights`, also for
 * tensors that the configuration says are not there.
 */
export function readMamba2Mixer(
  weights: Weights,
  { prefix, shared }: { readonly prefix: string; readonly shared: string },
  config: Mamba2Config,
  d: number,
): Mixer {
  const sizes = mamba2Sizes(config, d);
  const { e, h, s, c } = sizes;
  const { bias } = config;
  const rows = 2 * (e - s) + s + c + h;
  if (!bias) weights.expectNone(`${shared}.in_proj.bias`, 'bias false');
  const own = readProjections(weights, shared, { rows, d, e, bias });
  return {
    projections: projectionsOf({
      input: () => inOwnOrder(own.input, sizes),
      output: () => own.output,
    }),
    core: new Mamba2Core(sizes, readParameters(weights, prefix, config, sizes)),
  };
}

function readParameters(
  weights: Weights,
  prefix: string,
  config: Mamba2Config,
  { h, p, s, c, k }: Mamba2Sizes,
): Mamba2Parameters {
  const { conv_bias, D_has_hdim, rmsnorm, norm_before_gate, dt_limit } = config;
  if (!conv_bias) weights.expectNone(`${prefix}.conv1d.bias`, 'conv_bias false');
  if (!rmsnorm) weights.expectNone(`${prefix}.norm.weight`, 'rmsnorm false');
  const skip = weights.vector(`${prefix}.D`, D_has_hdim ? s : h);
  const anyStep = dt_limit[0] <= 0 && dt_limit[1] === Infinity;
  return {
    conv: {
      weight: weights.get(`${prefix}.conv1d.weight`, [c, 1, k]),
      bias: conv_bias ? weights.vector(`${prefix}.conv1d.bias`, c) : new Float32Array(c),
    },
    dtBias: weights.vector(`${prefix}.dt_bias`, h),
    dtLimit: anyStep ? undefined : dt_limit,
    a: weights.vector(`${prefix}.A_log`, h).map((logA) => -Math.exp(logA)),
    skip: D_has_hdim
      ? skip
      : Float32Array.from({ length: s }, (_, i) => defined(skip[Math.floor(i / p)])),
    norm: rmsnorm
      ? { scale: weights.vector(`${prefix}.norm.weight`, s), beforeGate: norm_before_gate }
      : undefined,
  };
}

/** Rows [z0, x0, z, x, B, C, dt] of the file as x, B, C, dt, z, z0, x0: what is needed first stands first. */
function inOwnOrder({ weight, bias }: Projection, { e, s, c, h }: Mamba2Sizes): Projection {
  const columns = defined(weight.shape[1]);
  const beside = 2 * (e - s);
  const order = [
    [beside + s, c + h],
    [beside, s],
    [0, beside],
  ] as const;
  const reordered = (values: Float32Array, width: number) => {
    const result = new Float32Array(values.length);
    let to = 0;
    for (const [from, count] of order) {
      result.set(values.subarray(from * width, (from + count) * width), to * width);
      to += count;
    }
    return result;
  };
  return {
    weight: { data: reordered(weight.data, columns), shape: weight.shape },
    bias: bias && reordered(bias, 1),
  };
}
