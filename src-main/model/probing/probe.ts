import type { Provider, ProviderReport } from '../../contract/index.ts';
import { firstLine } from './first-line.ts';
import { keepDevice } from './keep-device.ts';
import { findWrong, runProbe } from './probe-graph.ts';

const platforms: Readonly<Record<Provider, readonly NodeJS.Platform[] | 'all'>> = {
  cpu: 'all',
  cuda: ['linux'],
  webgpu: ['linux', 'win32', 'darwin'],
  dml: ['win32'],
  coreml: ['darwin'],
};

/** Whether a provider can be had on this system at all. */
export function isOffered(provider: Provider): boolean {
  const where = platforms[provider];
  return where === 'all' || where.includes(process.platform);
}

/**
 * Runs a graph of all that layers are made of on a provider and compares it with the CPU's answer: a
 * driver that is there but wrong counts as not available.
 */
export async function probeProvider(provider: Provider): Promise<ProviderReport> {
  if (!isOffered(provider)) {
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
