import { readsForward, type NetworkShape } from '../../../model/index.ts';

/** Most tokens in one call; see `mostGpuTokens`. */
const maxTokens = 12_288;
const minTokens = 256;

/** Share of the device's memory that the intermediate values of one call may take. */
const workingShare = 1 / 3;

/**
 * What a pass may take of a device of unknown memory, bytes: of most cards of today. What does not
 * fit fails in the middle, and the pass goes on with tensors in the host's memory.
 */
const defaultDeviceBytes = 8e9;

/** How a pass lies on a device. */
export interface DevicePlan {
  /** Tokens a chunk. */
  readonly chunk: number;
  /** On the device at the most, bytes. */
  readonly bytes: number;
}

/**
 * Chunk and memory of a pass over `length` tokens whose tensors stay on the device; undefined where it
 * does not hold them. `chunk`: as it was asked for.
 */
export function planDevice(
  network: NetworkShape,
  { length, chunk }: { readonly length: number; readonly chunk?: number | undefined },
  memory = defaultDeviceBytes,
): DevicePlan | undefined {
  const working = (tokens: number) =>
    4 * network.strands * network.workingFloats * Math.min(tokens, length);
  let size = Math.min(chunk ?? maxTokens, maxTokens);
  if (chunk === undefined) {
    while (size > minTokens && working(size) > memory * workingShare) size = Math.ceil(size / 2);
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
