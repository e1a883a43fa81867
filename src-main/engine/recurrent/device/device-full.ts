/**
 * Words for an allocation that did not succeed, or a buffer larger than the device takes: of ONNX Runtime's CUDA
 * arena and CUDA itself; of Dawn, Vulkan and Direct3D under WebGPU, where a buffer that could not be had is an invalid
 * one to whoever binds it.
 */
const words =
  /out[ _]of[ _](device[ _]|host[ _])?memory|failed to allocate|bad_alloc|CUDA failure 2:|\[Invalid Buffer|allocation size too large|exceeds the max|larger than the max|maxBufferSize|maxStorageBufferBindingSize/i;

/** Whether a device has failed for want of memory: with smaller chunks the same may succeed. */
export function isDeviceFull(error: unknown): boolean {
  return words.test(error instanceof Error ? error.message : String(error));
}

/** The device did not hold what it was given. */
export class DeviceFull extends Error {
  readonly isLate: boolean;

  /** `isLate`: it had done some of it. */
  constructor(message: string, isLate: boolean) {
    super(message);
    this.isLate = isLate;
  }
}

/** The error as `DeviceFull`, if it is for want of memory. */
export function asDeviceFull(error: unknown, isLate = false): unknown {
  return isDeviceFull(error) ? new DeviceFull(String(error), isLate) : error;
}
