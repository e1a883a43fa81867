import type { Provider, ProviderChoice, ProviderReport } from '../contract/index.ts';
import { keepDevice } from './keep-device.ts';
import { findWrong, runProbe } from './probe-graph.ts';

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
 * Runs a graph of all that layers are made of on a provider and compares it with the CPU's answer: a
 * driver that is there but wrong counts as not available.
 */
export async function probeProvider(provider: Provider): Promise<ProviderReport> {
  const where = platforms[provider];
  if (where !== 'all' && !where.includes(process.platform)) {
    return { provider, available: false, reason: `not offered on ${process.platform}` };
  }
  try {
    await keepDevice(provider);
    const wrong = findWrong(await runProbe(provider), await runProbe('cpu'));
    if (wrong) return { provider, available: false, reason: `gave wrong numbers: ${wrong}` };
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

/** The last sentence of the first line: what stands before it is where in ONNX Runtime it arose. */
function firstLine(error: unknown): string {
  const text = error instanceof Error ? error.message : String(error);
  const [line = ''] = text.split('\n');
  return line
    .replace(/^.* was false\. /, '')
    .trim()
    .slice(0, 200);
}
