import { defined } from '../../../contract/index.ts';
import type { Device, DeviceTensor, DirectionalScan } from '../../../model/index.ts';

/** Milliseconds. Often enough for who looks on, and so seldom that a queue which runs empty meanwhile does not count. */
const usually = 250;

/**
 * How far a device is with a scan. WebGPU gives a call's tensors back when the call is queued, up to a whole scan
 * before they are computed. What is brought home is computed, and all before it: now and then, and at the end of a
 * scan, that is a small state.
 */
export class Arrivals {
  readonly #device: Device;
  readonly #state: string;
  readonly #every: number;
  #last = performance.now();

  constructor(device: Device, scan: DirectionalScan, every = usually) {
    this.#device = device;
    this.#state = smallState(scan).name;
    this.#every = every;
  }

  /** True once all that was called so far, the last of which gave `states`, is known to be computed. */
  async areHome(states: Readonly<Record<string, DeviceTensor>>, isLast: boolean): Promise<boolean> {
    if (!isLast && performance.now() - this.#last < this.#every) return false;
    await this.#device.download(defined(states[`${this.#state}_next`]));
    this.#last = performance.now();
    return true;
  }
}

/** The convolution's state: the one that with its strands has the three axes of what a device brings home. */
export function smallState({ states }: DirectionalScan): DirectionalScan['states'][number] {
  return defined(states.find(({ shape }) => shape.length === 2));
}
