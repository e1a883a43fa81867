import type { Random } from './random.ts';
import { floatTensor, type Tensor } from './write-safetensors.ts';

/** Named tensors, filled at random as they are added. */
export class RandomTensors {
  readonly all: Record<string, Tensor> = {};
  readonly random: Random;

  constructor(random: Random) {
    this.random = random;
  }

  /** Values from `center - spread` to `center + spread`. */
  floats(name: string, shape: readonly number[], spread: number, center = 0): void {
    const length = shape.reduce((product, n) => product * n, 1);
    this.all[name] = floatTensor(shape, this.random.floats(length, spread, center));
  }

  /** A linear map's weight `[out, in]`, scaled as torch does it. */
  linear(name: string, shape: readonly [number, number]): void {
    this.floats(name, shape, 1 / Math.sqrt(shape[1]));
  }

  /** Values made by `value`, which gets the index. */
  fill(name: string, shape: readonly number[], value: (index: number) => number): void {
    const length = shape.reduce((product, n) => product * n, 1);
    this.all[name] = floatTensor(
      shape,
      Float32Array.from({ length }, (_, i) => value(i)),
    );
  }
}
