import type { Provider, ProviderReport } from '../../contract/index.ts';
import { probe, type StartComputeProcess } from '../../engine/index.ts';
import { adviseOn } from './advise.ts';

/** Whether a provider works here, tried in a process of its own; if not, why and what to do. */
export async function lookAtProvider(
  provider: Provider,
  start?: StartComputeProcess,
): Promise<ProviderReport> {
  const report = await probe(provider, start);
  return report.available ? report : { ...report, ...adviseOn(provider) };
}
