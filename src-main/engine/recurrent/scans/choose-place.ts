import {
  GraphCache,
  runtimeVersion,
  type Network,
  type NetworkPackage,
} from '../../../model/index.ts';
import type { PassJob, Send } from '../../jobs/index.ts';
import { keepsTensors } from '../../../model/session/index.ts';
import { allowedMemory, chooseChunk } from '../../memory/index.ts';
import {
  chooseInTurn,
  type Candidate,
  type ChosenProvider,
  type PlaceInTurn,
  type ProviderContext,
} from '../../provider/index.ts';
import { engineVersion } from '../../version.ts';
import { chooseScan } from './choose-scan.ts';
import { timeResident, timeWidth } from '../device/index.ts';
import type { ScanSettings } from './open-scans.ts';
import { timeLayer } from './time-layer.ts';

/** Where a network's job computes, and with what; `known` and `tools` as `chooseInTurn` has them. */
export async function choosePlace(
  model: NetworkPackage,
  network: Network,
  job: Pick<PassJob, 'provider' | 'graphs' | 'modelHash' | 'threads' | 'scan' | 'memory'>,
  send: Send,
  from: { readonly known?: ChosenProvider | undefined; readonly tools?: ProviderContext } = {},
): Promise<Omit<PlaceInTurn, 'place'> & { readonly settings: ScanSettings }> {
  const { threads, scan = 'auto', modelHash } = job;
  const graphs = GraphCache.of(model, job.graphs, modelHash);
  const trial = () => ({
    folder: job.graphs,
    dependsOn: { engineVersion, runtime: runtimeVersion(), modelHash, threads, scan },
    // Of no length, so that passes of all lengths have one choice.
    tokens: chooseChunk(network, { length: 0 }, allowedMemory(job.memory)),
    time: async ({ provider, memoryBytes }: Candidate, tokens: number) => {
      const session = { provider, threads };
      if (provider !== 'cpu' && (await keepsTensors(provider))) {
        return timeResident(network, { graphs, session, memoryBytes }, tokens);
      }
      const scans = await chooseScan(network, scan, { graphs, session });
      return network.strands * (await timeLayer(network, scans, tokens));
    },
    timeWidth: async ({ provider, memoryBytes }: Candidate) =>
      (await keepsTensors(provider))
        ? timeWidth(network, { graphs, session: { provider, threads }, memoryBytes })
        : undefined,
  });
  const { place, ...inTurn } = await chooseInTurn(job.provider, trial, send, from);
  const { width } = inTurn.chosen;
  return { ...inTurn, settings: { place, graphs, threads, scan, width } };
}
