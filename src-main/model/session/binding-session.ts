import { InferenceSession, Tensor } from 'onnxruntime-node';
import { defined } from '../../contract/index.ts';
import {
  type FedTensor,
  type FloatTensor,
  type GraphSession,
  type SessionOptions,
} from './graph-session.ts';

/** A graph opened by the binding of `onnxruntime-node`. */
export class BindingSession implements GraphSession {
  readonly #session: InferenceSession;

  private constructor(session: InferenceSession) {
    this.#session = session;
  }

  static async open(graph: string | Uint8Array, options: SessionOptions): Promise<BindingSession> {
    const settings = bindingSettings(options);
    const session =
      typeof graph === 'string'
        ? await InferenceSession.create(graph, settings)
        : await InferenceSession.create(graph, settings);
    return new BindingSession(session);
  }

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

/** A session's options as the binding takes them. */
export function bindingSettings(options: SessionOptions): InferenceSession.SessionOptions {
  return {
    executionProviders: options.provider === 'cpu' ? ['cpu'] : [options.provider, 'cpu'],
    intraOpNumThreads: options.threads,
    interOpNumThreads: 1,
    executionMode: 'sequential',
    // All values of a run in one block, beside which stays what the first run took: on the CPU a pass took up to
    // 170 MB more, and was no faster.
    enableMemPattern: options.provider !== 'cpu',
    // Errors only; warnings are about graph optimisation and mean nothing to a user.
    logSeverityLevel: 3,
    ...(options.idleThreadsSleep
      ? { extra: { session: { intra_op: { allow_spinning: '0' } } } }
      : {}),
  };
}

function toTensor({ data, dims }: FedTensor): Tensor {
  if (data instanceof BigInt64Array) return new Tensor('int64', data, dims);
  if (data instanceof Int32Array) return new Tensor('int32', data, dims);
  return new Tensor('float32', data, dims);
}
