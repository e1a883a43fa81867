import { defined, type Provider } from '../../contract/index.ts';
import type { NativeRunner, RunnerGraph, RunnerTensor } from '../../native/index.ts';
import {
  type FedTensor,
  type FloatTensor,
  type GraphSession,
  type RowsAtOnce,
  type SessionOptions,
} from './graph-session.ts';

/** As ONNX Runtime names them, with the options that make them right. */
const providers: Partial<Record<Provider, { name: string; options: [string, string][] }>> = {
  cpu: { name: '', options: [] },
  // Products in 19 bits instead of 32 are fast and wrong.
  cuda: { name: 'CUDA', options: [['use_tf32', '0']] },
  webgpu: { name: 'WebGPU', options: [] },
};

/** True where the runner knows the provider. */
export function runnerHas(provider: Provider): boolean {
  return provider in providers;
}

/** A graph opened by the native runner. */
export class RunnerSession implements GraphSession {
  readonly #runner: NativeRunner;
  readonly graph: RunnerGraph;

  private constructor(runner: NativeRunner, graph: RunnerGraph) {
    this.#runner = runner;
    this.graph = graph;
  }

  static async open(
    runner: NativeRunner,
    source: string | Uint8Array,
    options: SessionOptions,
  ): Promise<RunnerSession> {
    const provider = defined(providers[options.provider]);
    const graph = await runner.openGraph(
      ...([source, options.threads, provider.name, provider.options] as const),
      options.nearMemory ?? false,
    );
    return new RunnerSession(runner, graph);
  }

  async run(
    feeds: Readonly<Record<string, FloatTensor>>,
    into: Readonly<Record<string, FloatTensor>>,
    want: readonly string[] = [],
  ): Promise<Record<string, Float32Array>> {
    const given = await this.#runner.runGraph(this.graph, tensors(feeds), tensors(into), want);
    return Object.fromEntries(want.map((name, i) => [name, defined(given[i])[0]]));
  }

  async runInRows(
    feeds: Readonly<Record<string, FloatTensor>>,
    into: Readonly<Record<string, FloatTensor>>,
    { backwards, rows, threads }: RowsAtOnce,
  ): Promise<void> {
    await this.#runner.runInRows(
      ...([this.graph, tensors(feeds), tensors(into), [], backwards, rows, threads] as const),
    );
  }

  async evaluate(
    feeds: Readonly<Record<string, FedTensor>>,
    want: readonly string[],
  ): Promise<Record<string, FloatTensor>> {
    const given = await this.#runner.runGraph(this.graph, tensors(feeds), [], want);
    return Object.fromEntries(
      want.map((name, i) => {
        const [data, dims] = defined(given[i]);
        return [name, { data, dims }];
      }),
    );
  }

  release(): Promise<void> {
    this.#runner.releaseGraph(this.graph);
    return Promise.resolve();
  }
}

function tensors(by: Readonly<Record<string, FedTensor>>): RunnerTensor[] {
  return Object.entries(by).map(([name, { data, dims }]) => [name, data, dims]);
}
