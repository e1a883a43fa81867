import { readsForward, type NetworkShape } from '../../../model/index.ts';

/** Most tokens in one call; see `mostGpuTokens`. */
export const maxDeviceTokens = 12_288;
export const minDeviceTokens = 256;

/** Share of the device's memory that the intermediate values of one call may take. */
const workingShare = 1 / 3;

/**
 * What a pass may take of a device of unknown memory, bytes: of most cards of today. What does not fit all the
 * same is tried in chunks of half the size, and at last with tensors in the host's memory.
 */
const defaultDeviceBytes = 8e9;

/** Share of a device's memory that a pass plans with: the screen and other programs have some, too. */
const plannedShare = 0.8;

/** How a pass lies on a device. */
export interface DevicePlan {
  /** Tokens a chunk. */
  readonly chunk: number;
  /** On the device at the most, bytes. */
  readonly bytes: number;
}

/** A pass that is to lie on a device. */
export interface WantedPlan {
  readonly length: number;
  /** Tokens a chunk, as somebody wants it. */
  readonly chunk?: number | undefined;
  /** bp of the windows that it reads; see `PassJob.window`. */
  readonly window?: number | undefined;
  /** Most tokens a chunk: more were tried, and the device did not hold them. */
  readonly most?: number | undefined;
}

/**
 * Chunk and memory of a pass over `length` tokens whose tensors stay on the device; undefined where it
 * does not hold them. `deviceBytes`: what the device holds, where that is known.
 */
export function planDevice(
  network: NetworkShape,
  { length, chunk, window = length, most = maxDeviceTokens }: WantedPlan,
  deviceBytes?: number,
): DevicePlan | undefined {
  const memory = deviceBytes === undefined ? defaultDeviceBytes : plannedShare * deviceBytes;
  if (most < minDeviceTokens) return undefined;
  const working = (tokens: number) =>
    4 * network.strands * network.workingFloats * Math.min(tokens, length);
  let size = Math.min(chunk ?? maxDeviceTokens, maxDeviceTokens, most, window);
  if (chunk === undefined) {
    while (size > minDeviceTokens && working(size) > memory * workingShare)
      size = Math.ceil(size / 2);
  }
  const bytes = working(size) + residentBytes(network, length, size);
  return bytes > memory ? undefined : { chunk: size, bytes };
}

/** Bytes of what stays between the calls: of a network that reads forward, states alone. */
function residentBytes(network: NetworkShape, length: number, chunk: number): number {
  if (readsForward(network)) return 0;
  const { strands, d, forwardPartialWidth } = network;
  const partial = length > chunk ? forwardPartialWidth : 0;
  return 4 * strands * length * (d + partial);
}
