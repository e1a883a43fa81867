import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { InferenceSession, Tensor } from 'onnxruntime-node';

/** Seconds by operator that ONNX Runtime's own profiler sees in its kernels, for one run of a graph. */
export type KernelTimes = ReadonlyMap<string, number>;

interface ProfiledEvent {
  readonly cat: string;
  readonly name: string;
  /** Microseconds. */
  readonly dur: number;
  readonly args: { readonly op_name?: string };
}

/**
 * Runs a graph of float32 inputs several times with the profiler on; of each node the median counts, for a
 * pass meets the machine as it mostly is. `rows`: extent of every symbolic axis but a batch of 1.
 */
export async function kernelTimes(
  graph: Uint8Array,
  rows: number,
  { threads, repeats = 9 }: { readonly threads: number; readonly repeats?: number },
): Promise<KernelTimes> {
  const folder = mkdtempSync(join(tmpdir(), 'megabase-profile-'));
  try {
    const session = await InferenceSession.create(graph, {
      intraOpNumThreads: threads,
      enableProfiling: true,
      profileFilePrefix: join(folder, 'profile'),
    });
    const feeds = Object.fromEntries(
      session.inputMetadata.map((input) => {
        const shape = input.isTensor ? input.shape : [];
        const dims = shape.map((axis) => {
          if (typeof axis === 'number') return axis;
          return axis === 'b' ? 1 : rows;
        });
        const length = dims.reduce((a, b) => a * b, 1);
        const data = Float32Array.from({ length }, (_, i) => Math.sin(i));
        return [input.name, new Tensor('float32', data, dims)];
      }),
    );
    for (let i = 0; i < repeats; i++) await session.run(feeds);
    session.endProfiling();
    const [file = ''] = readdirSync(folder);
    const events = JSON.parse(readFileSync(join(folder, file), 'utf8')) as ProfiledEvent[];
    await session.release();
    return medianByOperator(events);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

function medianByOperator(events: readonly ProfiledEvent[]): KernelTimes {
  const nodes = new Map<string, { readonly operator: string; readonly runs: number[] }>();
  for (const { cat, name, dur, args } of events) {
    if (cat !== 'Node' || !name.endsWith('_kernel_time')) continue;
    const node = nodes.get(name) ?? { operator: args.op_name ?? '', runs: [] };
    nodes.set(name, node);
    node.runs.push(dur / 1e6);
  }
  const times = new Map<string, number>();
  for (const { operator, runs } of nodes.values()) {
    const median = runs.sort((one, other) => one - other)[runs.length >> 1]!;
    times.set(operator, (times.get(operator) ?? 0) + median);
  }
  return times;
}

/** Of some kernels' times those of matrix products, as ONNX Runtime names them, and all others. */
export function splitProducts(times: KernelTimes): {
  readonly products: number;
  readonly others: number;
} {
  let [products, others] = [0, 0];
  for (const [operator, seconds] of times) {
    if (/^(Fused)?(MatMul|Gemm)/.test(operator)) products += seconds;
    else others += seconds;
  }
  return { products, others };
}
