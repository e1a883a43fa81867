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
 * Runs a graph of float32 inputs several times with the profiler on; of each node the fastest run counts,
 * for all that disturbs a run makes it slower. `rows`: extent of every symbolic axis but a batch of 1.
 */
export async function kernelTimes(
  graph: Uint8Array,
  rows: number,
  { threads, repeats = 5 }: { readonly threads: number; readonly repeats?: number },
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
    return fastestByOperator(events);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

function fastestByOperator(events: readonly ProfiledEvent[]): KernelTimes {
  const nodes = new Map<string, { readonly operator: string; readonly seconds: number }>();
  for (const { cat, name, dur, args } of events) {
    if (cat !== 'Node' || !name.endsWith('_kernel_time')) continue;
    const seconds = Math.min(dur / 1e6, nodes.get(name)?.seconds ?? Infinity);
    nodes.set(name, { operator: args.op_name ?? '', seconds });
  }
  const times = new Map<string, number>();
  for (const { operator, seconds } of nodes.values()) {
    times.set(operator, (times.get(operator) ?? 0) + seconds);
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
