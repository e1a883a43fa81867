import { InferenceSession, Tensor } from 'onnxruntime-node';
import { defined } from '../../contract/index.ts';
import { identityGraph } from '../network/index.ts';
import {
  Traffic,
  type Device,
  type DeviceOutputs,
  type DeviceSession,
  type DeviceTensor,
  type HostTensor,
} from '../device.ts';
import { bindingSettings } from './binding-session.ts';
import type { SessionOptions } from './graph-session.ts';

/**
 * A device by ONNX Runtime's Node binding, which knows buffers of WebGPU alone; on the CPU tensors are
 * the host's.
 */
export class BindingDevice implements Device {
  readonly provider;
  readonly traffic = new Traffic();
  readonly #options: SessionOptions;
  #identity: Promise<DeviceSession> | undefined;

  constructor(options: SessionOptions) {
    this.provider = options.provider;
    this.#options = options;
  }

  async open(graph: string | Uint8Array, resident: readonly string[]): Promise<DeviceSession> {
    await this.#anchor();
    return this.#open(graph, resident);
  }

  async #open(
    graph: string | Uint8Array,
    resident: readonly string[],
  ): Promise<BindingDeviceSession> {
    const settings: InferenceSession.SessionOptions = {
      ...bindingSettings(this.#options),
      ...(this.provider === 'webgpu' && resident.length > 0
        ? {
            preferredOutputLocation: Object.fromEntries(resident.map((one) => [one, 'gpu-buffer'])),
          }
        : {}),
    };
    const session =
      typeof graph === 'string'
        ? await InferenceSession.create(graph, settings)
        : await InferenceSession.create(graph, settings);
    return new BindingDeviceSession(session, new Set(resident), this.traffic);
  }

  async download(tensor: DeviceTensor): Promise<Float32Array> {
    // The binding's own way, `getData()`, ends the process.
    const { host } = await (await this.#anchor()).run({ x: tensor }, ['y']);
    return defined(host['y']);
  }

  async close(): Promise<void> {
    await (await this.#identity)?.release();
    this.#identity = undefined;
  }

  /** The runtime lets go of a device, and of all tensors on it, with its last session: one stays open. */
  #anchor(): Promise<DeviceSession> {
    return (this.#identity ??= this.#open(identityGraph(), []));
  }
}

/**
 * A tensor's memory is its session's to free: disposing of it after the session's release ends the
 * process. A released session is therefore closed with the last of its tensors.
 */
class BindingDeviceSession implements DeviceSession {
  readonly #session: InferenceSession;
  readonly #resident: ReadonlySet<string>;
  readonly #traffic: Traffic;
  /** Tensors that are not disposed of yet. */
  #lent = 0;
  #isReleased = false;

  constructor(session: InferenceSession, resident: ReadonlySet<string>, traffic: Traffic) {
    this.#session = session;
    this.#resident = resident;
    this.#traffic = traffic;
  }

  async run(
    inputs: Readonly<Record<string, HostTensor | DeviceTensor>>,
    wanted: readonly string[],
  ): Promise<DeviceOutputs> {
    const fed: HostTensor[] = [];
    const feeds: Record<string, Tensor> = {};
    for (const [name, input] of Object.entries(inputs)) {
      if (input instanceof BindingTensor) feeds[name] = input.tensor;
      else feeds[name] = toTensor(input as HostTensor, fed);
    }
    const outputs = await this.#session.run(feeds, wanted);
    const device: Record<string, DeviceTensor> = {};
    const host: Record<string, Float32Array> = {};
    for (const name of wanted) {
      const tensor = defined(outputs[name]);
      if (this.#resident.has(name)) device[name] = this.#lend(tensor);
      else host[name] = tensor.data as Float32Array;
    }
    this.#traffic.count(
      fed,
      Object.values(host).map((data) => ({ data })),
    );
    return { device, host };
  }

  async release(): Promise<void> {
    this.#isReleased = true;
    if (this.#lent === 0) await this.#session.release();
  }

  #lend(tensor: Tensor): BindingTensor {
    this.#lent += 1;
    return new BindingTensor(tensor, () => {
      this.#lent -= 1;
      // A device that is lost may refuse; nothing is lost by that.
      if (this.#isReleased && this.#lent === 0) this.#session.release().catch(() => undefined);
    });
  }
}

class BindingTensor implements DeviceTensor {
  readonly tensor: Tensor;
  readonly #onDispose: () => void;

  constructor(tensor: Tensor, onDispose: () => void) {
    this.tensor = tensor;
    this.#onDispose = onDispose;
  }

  get dims(): readonly number[] {
    return this.tensor.dims;
  }

  get bytes(): number {
    return 4 * this.tensor.size;
  }

  dispose(): void {
    this.tensor.dispose();
    this.#onDispose();
  }
}

function toTensor(input: HostTensor, fed: HostTensor[]): Tensor {
  fed.push(input);
  const { data, dims } = input;
  return data instanceof Int32Array
    ? new Tensor('int32', data, dims)
    : new Tensor('float32', data, dims);
}
