import type { Activation } from './outputs.ts';

/** What a head makes of its linear map's value, bias added. */
export const activations: Readonly<Record<Activation, (x: number) => number>> = {
  sigmoid: (x) => 1 / (1 + Math.exp(-x)),
  softplus: (x) => Math.max(x, 0) + Math.log1p(Math.exp(-Math.abs(x))),
  none: (x) => x,
};
