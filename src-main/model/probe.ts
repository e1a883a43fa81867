import {
  defined,
  type Provider,
  type ProviderChoice,
  type ProviderReport,
} from '../contract/index.ts';
import { GraphBuilder, causalConv, gatedScan } from './graph/index.ts';
import { openSession } from './session/index.ts';

/**
 * What `auto` tries, in this order. DirectML and CoreML have no kernels for the two recurrent
 * operators: every chunk would cross to the CPU and back, so they run only when asked for.
 */
const automatic: readonly Provider[] = ['cuda', 'webgpu'];

const platforms: Readonly<Record<Provider, readonly NodeJS.Platform[] | 'all'>> = {
  cpu: 'all',
  cuda: ['linux'],
  webgpu: ['linux', 'win32', 'darwin'],
  dml: ['win32'],
  coreml: ['darwin'],
};

/**
 * Runs a small recurrent graph on a provider and compares it with the CPU's answer: a driver that
 * is there but wrong counts as not available.
 */
export async function probeProvider(provider: Provider): Promise<ProviderReport> {
  const where = platforms[provider];
  if (where !== 'all' && !where.includes(process.platform)) {
    return { provider, available: false, reason: `not offered on ${process.platform}` };
  }
  try {
    const answer = await runProbe(provider);
    if (provider !== 'cpu') {
      const expected = await runProbe('cpu');
      const error = Math.max(...answer.map((value, i) => Math.abs(value - expected[i]!)));
      if (!(error < 1e-3)) {
        return { provider, available: false, reason: `gave wrong numbers (off by ${error})` };
      }
    }
    return { provider, available: true, reason: 'a test graph ran and its numbers were right' };
  } catch (error) {
    return { provider, available: false, reason: firstLine(error) };
  }
}

/** The provider to use for a choice, and in words why it is another one than asked for. */
export async function chooseProvider(
  choice: ProviderChoice,
): Promise<{ provider: Provider; notes: readonly string[] }> {
  if (choice === 'cpu') return { provider: 'cpu', notes: [] };
  const wanted = choice === 'auto' ? automatic : [choice];
  const failed: string[] = [];
  for (const provider of wanted) {
    const report = await probeProvider(provider);
    if (report.available) return { provider, notes: [] };
    failed.push(`${provider}: ${report.reason}`);
  }
  const why = failed.join('; ');
  // Why no GPU works is what `doctor` tells; only one that was asked for by name is missed here.
  return {
    provider: 'cpu',
    notes: choice === 'auto' ? [] : [`running on the CPU instead of ${why}`],
  };
}

async function runProbe(provider: Provider): Promise<Float32Array> {
  const [t, c, k] = [16, 8, 4];
  const g = new GraphBuilder('probe');
  const wave = (n: number) => Float32Array.from({ length: n }, (_, i) => Math.sin(i + 1));
  const x = g.input('x', [1, 't', c]);
  const convState = g.input('conv', [1, k - 1, c]);
  const scanState = g.input('scan', [1, c, 1, 1]);
  const weights = { weight: { data: wave(c * k), shape: [c, 1, k] }, bias: wave(c) };
  const conv = causalConv(g, x, weights, convState, 'silu');
  const decay = g.node('Neg', [g.node('Softplus', [conv.output])]);
  const one = g.node('Add', [
    g.node('Mul', [g.node('ReduceMean', [x, g.integers([2])]), g.scalar(0)]),
    g.scalar(1),
  ]);
  const inputs = { query: one, key: one, value: conv.output, decay, state: scanState };
  g.output('y', gatedScan(g, inputs, c).output, [1, 't', c]);
  const session = await openSession(g.encode(), { provider, threads: 1 });
  try {
    const feeds = {
      x: { data: wave(t * c), dims: [1, t, c] },
      conv: { data: new Float32Array((k - 1) * c), dims: [1, k - 1, c] },
      scan: { data: new Float32Array(c), dims: [1, c, 1, 1] },
    };
    return defined((await session.run(feeds, {}, ['y']))['y']);
  } finally {
    await session.release();
  }
}

/** The last sentence of the first line: what stands before it is where in ONNX Runtime it arose. */
function firstLine(error: unknown): string {
  const text = error instanceof Error ? error.message : String(error);
  const [line = ''] = text.split('\n');
  return line
    .replace(/^.* was false\. /, '')
    .trim()
    .slice(0, 200);
}
