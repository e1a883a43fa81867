import type { Provider } from '../contract/index.ts';

/** A tensor in the host's memory. */
export interface HostTensor {
  readonly data: Float32Array | Int32Array;
  readonly dims: readonly number[];
}

/** A float32 tensor on a device. Whoever holds it disposes of it, once. */
export interface DeviceTensor {
  readonly dims: readonly number[];
  readonly bytes: number;
  dispose(): void;
}

/** What crosses between host and device, and how often a graph is called. */
export class Traffic {
  /** Runs of a graph. */
  calls = 0;
  /** From the host to the device. */
  bytesIn = 0;
  /** From the device to the host. */
  bytesOut = 0;

  add({ calls, bytesIn, bytesOut }: Traffic): void {
    this.calls += calls;
    this.bytesIn += bytesIn;
    this.bytesOut += bytesOut;
  }

  /** Inputs and outputs that lie in the host's memory, of one call. */
  count(inputs: Iterable<Sized>, outputs: Iterable<Sized>): void {
    this.calls += 1;
    for (const { data } of inputs) this.bytesIn += data.byteLength;
    for (const { data } of outputs) this.bytesOut += data.byteLength;
  }
}

interface Sized {
  readonly data: { readonly byteLength: number };
}

/** What a run gives: outputs that stay on the device, and those that come home. */
export interface DeviceOutputs {
  readonly device: Readonly<Record<string, DeviceTensor>>;
  readonly host: Readonly<Record<string, Float32Array>>;
}

/** A compiled graph whose inputs may lie on the device, and some of whose outputs stay there. */
export interface DeviceSession {
  /** Runs the graph for some of its outputs: each where the session was opened to leave it. */
  run(
    inputs: Readonly<Record<string, HostTensor | DeviceTensor>>,
    wanted: readonly string[],
  ): Promise<DeviceOutputs>;
  release(): Promise<void>;
}

/**
 * A device on which tensors stay from one graph to the next. Behind it may stand ONNX Runtime's Node
 * binding or its C API; on the CPU, where nothing has to cross, the same calls work on the host's memory.
 */
export interface Device {
  readonly provider: Provider;
  /** Of all its sessions. */
  readonly traffic: Traffic;
  /** `resident`: names of the outputs that stay on the device. */
  open(graph: string | Uint8Array, resident: readonly string[]): Promise<DeviceSession>;
  /** Brings a tensor of three axes home; it stays on the device, too. */
  download(tensor: DeviceTensor): Promise<Float32Array>;
  /** Releases what the device itself keeps open; its sessions are released by whoever opened them. */
  close(): Promise<void>;
}
