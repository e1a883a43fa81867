import { InferenceSession, Tensor } from 'onnxruntime-node';
import { defined, type Provider } from '../contract/index.ts';

export interface SessionOptions {
  readonly provider: Provider;
  /** Threads inside one operator. */
  readonly threads: number;
  /** Threads sleep as soon as a run ends, in place of looking out for the next: others need the cores. */
  readonly idleThreadsSleep?: boolean;
}

/** A tensor as a graph of someone else's making is fed it. */
export interface FedTensor {
  readonly data: Float32Array | Int32Array | BigInt64Array;
  readonly dims: readonly number[];
}

/** A float32 tensor as the engine holds it. */
export interface FloatTensor {
  readonly data: Float32Array;
  readonly dims: readonly number[];
}

/**
 * A compiled graph in ONNX Runtime. Import this only in a compute process: a native crash, or a run
 * stopped half-way, takes the whole process with it.
 */
export class GraphSession {
  readonly #session: InferenceSession;

  private constructor(session: InferenceSession) {
    this.#session = session;
  }

  static async open(graph: string | Uint8Array, options: SessionOptions): Promise<GraphSession> {
    const settings: InferenceSession.SessionOptions = {
      executionProviders: options.provider === 'cpu' ? ['cpu'] : [options.provider, 'cpu'],
      intraOpNumThreads: options.threads,
      interOpNumThreads: 1,
      executionMode: 'sequential',
      // Errors only; warnings are about graph optimisation and mean nothing to a user.
      logSeverityLevel: 3,
      ...(options.idleThreadsSleep
        ? { extra: { session: { intra_op: { allow_spinning: '0' } } } }
        : {}),
    };
    const session =
      typeof graph === 'string'
        ? await InferenceSession.create(graph, settings)
        : await InferenceSession.create(graph, settings);
    return new GraphSession(session);
  }

  /**
   * Runs the graph. Outputs given a buffer in `into` are written there; the others named in `want`
   * come back in new memory.
   */
  async run(
    feeds: Readonly<Record<string, FloatTensor>>,
    into: Readonly<Record<string, FloatTensor>>,
    want: readonly string[] = [],
  ): Promise<Record<string, Float32Array>> {
    const fetches: Record<string, Tensor | null> = {};
    for (const name of want) fetches[name] = null;
    for (const [name, tensor] of Object.entries(into)) fetches[name] = toTensor(tensor);
    const inputs = Object.fromEntries(
      Object.entries(feeds).map(([name, tensor]) => [name, toTensor(tensor)]),
    );
    const outputs = await this.#session.run(inputs, fetches);
    for (const [name, { data }] of Object.entries(into)) freeCopy(defined(outputs[name]), data);
    return Object.fromEntries(
      want.map((name) => [name, defined(outputs[name]).data as Float32Array]),
    );
  }

  /** Runs a graph whose inputs are of any type, and whose float32 outputs come as long as they are. */
  async evaluate(
    feeds: Readonly<Record<string, FedTensor>>,
    want: readonly string[],
  ): Promise<Record<string, FloatTensor>> {
    const inputs = Object.fromEntries(
      Object.entries(feeds).map(([name, tensor]) => [name, toTensor(tensor)]),
    );
    const outputs = await this.#session.run(inputs, want);
    return Object.fromEntries(
      want.map((name) => {
        const { data, dims } = defined(outputs[name]);
        return [name, { data: data as Float32Array, dims }];
      }),
    );
  }

  async release(): Promise<void> {
    await this.#session.release();
  }
}

/**
 * The binding writes into the buffer it is given and then hands out a copy of it, too. Such copies
 * would wait for V8 to free them: some 100 MB of them in a pass on a busy machine.
 */
function freeCopy({ data }: Tensor, own: Float32Array): void {
  const { buffer } = data as Float32Array<ArrayBuffer>;
  if (buffer !== own.buffer) buffer.transfer(0);
}

function toTensor({ data, dims }: FedTensor): Tensor {
  if (data instanceof BigInt64Array) return new Tensor('int64', data, dims);
  if (data instanceof Int32Array) return new Tensor('int32', data, dims);
  return new Tensor('float32', data, dims);
}
