import { defined, type Provider } from '../../contract/index.ts';
import type { NativeRunner, RunnerDeviceTensor, RunnerTensor } from '../../native/index.ts';
import { identityGraph } from '../network/index.ts';
import {
  Traffic,
  type Device,
  type DeviceOutputs,
  type DeviceSession,
  type DeviceTensor,
  type HostTensor,
} from '../device.ts';
import type { SessionOptions } from './graph-session.ts';
import { RunnerSession } from './runner-session.ts';

/** What ONNX Runtime calls the memory of each provider's device. */
const memories: Partial<Record<Provider, string>> = {
  cpu: 'Cpu',
  cuda: 'Cuda',
  webgpu: 'WebGPU_Buf',
};

/** A device by the native runner: its tensors are bound to graphs where they lie. */
export class RunnerDevice implements Device {
  readonly provider;
  readonly traffic = new Traffic();
  readonly #runner: NativeRunner;
  readonly #options: SessionOptions;
  #identity: Promise<DeviceSession> | undefined;

  constructor(runner: NativeRunner, options: SessionOptions) {
    this.provider = options.provider;
    this.#runner = runner;
    this.#options = options;
  }

  async open(graph: string | Uint8Array, resident: readonly string[]): Promise<DeviceSession> {
    await this.#anchor();
    return this.#open(graph, resident);
  }

  async download(tensor: DeviceTensor): Promise<Float32Array> {
    const { host } = await (await this.#anchor()).run({ x: tensor }, ['y']);
    return defined(host['y']);
  }

  async close(): Promise<void> {
    await (await this.#identity)?.release();
    this.#identity = undefined;
  }

  async #open(graph: string | Uint8Array, resident: readonly string[]): Promise<DeviceSession> {
    const session = await RunnerSession.open(this.#runner, graph, this.#options);
    const memory = defined(memories[this.provider]);
    const place = { memory, resident: new Set(resident) };
    return new RunnerDeviceSession(this.#runner, session, place, this.traffic);
  }

  /** The runtime lets go of a device, and of all tensors on it, with its last session: one stays open. */
  #anchor(): Promise<DeviceSession> {
    return (this.#identity ??= this.#open(identityGraph(), []));
  }
}

/** The runner itself closes a released session with the last of its tensors, whose memory it owns. */
class RunnerDeviceSession implements DeviceSession {
  readonly #runner: NativeRunner;
  readonly #session: RunnerSession;
  readonly #place: { readonly memory: string; readonly resident: ReadonlySet<string> };
  readonly #traffic: Traffic;

  constructor(
    runner: NativeRunner,
    session: RunnerSession,
    place: { readonly memory: string; readonly resident: ReadonlySet<string> },
    traffic: Traffic,
  ) {
    this.#runner = runner;
    this.#session = session;
    this.#place = place;
    this.#traffic = traffic;
  }

  async run(
    inputs: Readonly<Record<string, HostTensor | DeviceTensor>>,
    wanted: readonly string[],
  ): Promise<DeviceOutputs> {
    const fed: RunnerTensor[] = [];
    const bound: (readonly [string, RunnerDeviceTensor])[] = [];
    for (const [name, input] of Object.entries(inputs)) {
      if (input instanceof RunnerTensorHandle) bound.push([name, input.tensor]);
      else fed.push([name, (input as HostTensor).data, input.dims]);
    }
    const { memory, resident } = this.#place;
    const stay = wanted.filter((name) => resident.has(name));
    const want = wanted.filter((name) => !resident.has(name));
    const { graph } = this.#session;
    const [stayed, home] = await this.#runner.runBound(
      ...([graph, fed, [], want, bound, stay, memory, 0] as const),
    );
    const host = want.map((name, i) => [name, defined(home[i])[0]] as const);
    const device = stay.map((name, i) => {
      const [tensor, dims] = defined(stayed[i]);
      return [name, new RunnerTensorHandle(this.#runner, tensor, dims)] as const;
    });
    this.#traffic.count(
      fed.map(([, data]) => ({ data })),
      host.map(([, data]) => ({ data })),
    );
    return { device: Object.fromEntries(device), host: Object.fromEntries(host) };
  }

  release(): Promise<void> {
    return this.#session.release();
  }
}

class RunnerTensorHandle implements DeviceTensor {
  readonly tensor: RunnerDeviceTensor;
  readonly dims: readonly number[];
  readonly #runner: NativeRunner;

  constructor(runner: NativeRunner, tensor: RunnerDeviceTensor, dims: readonly number[]) {
    this.#runner = runner;
    this.tensor = tensor;
    this.dims = dims;
  }

  dispose(): void {
    this.#runner.disposeTensor(this.tensor);
  }

  get bytes(): number {
    return 4 * this.dims.reduce((a, b) => a * b, 1);
  }
}
