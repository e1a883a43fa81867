import type { Provider, ProviderReport } from '../../contract/index.ts';
import { isOffered, probeProvider } from '../../model/probing/index.ts';
import { findAdapters } from './adapters.ts';

/** Whether a provider works here, and on which card; if not, why, and which card is left unused. */
export async function reportProvider(provider: Provider): Promise<ProviderReport> {
  const report = await probeProvider(provider);
  if (!isOffered(provider)) return report;
  const adapters = await findAdapters(provider);
  if (adapters.length === 0) return report;
  const names = adapters.map(({ name }) => name);
  if (!report.available) {
    const cards = adapters.filter(({ isSoftware }) => !isSoftware).map(({ name }) => name);
    return { ...report, ...(cards.length > 0 ? { device: cards.join(' or ') } : {}) };
  }
  return {
    ...report,
    // CUDA takes the first one; of others the system does not tell.
    device: provider === 'cuda' ? names[0] : names.join(' or '),
    ...(provider === 'cuda' && names.length > 1 ? { cards: names } : {}),
    ...(adapters.every(({ isSoftware }) => isSoftware) ? { isSoftware: true } : {}),
  };
}
