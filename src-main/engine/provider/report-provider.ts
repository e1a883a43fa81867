import type { Provider, ProviderReport } from '../../contract/index.ts';
import { probeProvider } from '../../model/probe.ts';
import { findAdapters } from './adapters.ts';

/** Whether a provider works here, and on which card; if not, why. */
export async function reportProvider(provider: Provider): Promise<ProviderReport> {
  const report = await probeProvider(provider);
  if (!report.available) return report;
  const adapters = await findAdapters(provider);
  if (adapters.length === 0) return report;
  const names = adapters.map(({ name }) => name);
  return {
    ...report,
    // CUDA takes the first one; of others the system does not tell.
    device: provider === 'cuda' ? names[0] : names.join(' or '),
    ...(provider === 'cuda' && names.length > 1 ? { cards: names } : {}),
    ...(adapters.every(({ isSoftware }) => isSoftware) ? { isSoftware: true } : {}),
  };
}
