import {
  GraphCache,
  runtimeVersion,
  type Network,
  type NetworkPackage,
} from '../../../model/index.ts';
import type { PassJob, Send } from '../../jobs/index.ts';
import { keepsTensors } from '../../../model/session/index.ts';
import { ComputePlace } from '../../fallback/index.ts';
import { allowedMemory, chooseChunk } from '../../memory/index.ts';
import {
  awaitTurn,
  chooseProvider,
  endTurns,
  type Candidate,
  type ChosenProvider,
  type ProviderContext,
} from '../../provider/index.ts';
import { engineVersion } from '../../version.ts';
import { chooseScan } from './choose-scan.ts';
import { timeResident } from '../device/index.ts';
import type { ScanSettings } from './open-scans.ts';
import { timeLayer } from './time-layer.ts';

/**
 * Where a network's job computes, and with what. `known`: what was chosen for another of its jobs with the
 * same settings; `tools`: what is looked at, for tests.
 */
export async function choosePlace(
  model: NetworkPackage,
  network: Network,
  job: Pick<PassJob, 'provider' | 'graphs' | 'modelHash' | 'threads' | 'scan' | 'memory'>,
  send: Send,
  {
    known,
    tools,
  }: { readonly known?: ChosenProvider | undefined; readonly tools?: ProviderContext } = {},
): Promise<{
  readonly chosen: ChosenProvider;
  readonly settings: ScanSettings;
  /** For a turn on the device, milliseconds. */
  readonly waited: number;
}> {
  const { threads, scan = 'auto', modelHash } = job;
  const graphs = GraphCache.of(model, job.graphs, modelHash);
  const tell = (note: string) => send({ kind: 'note', note });
  let waited = 0;
  const trial = () => ({
    folder: job.graphs,
    dependsOn: { engineVersion, runtime: runtimeVersion(), modelHash, threads, scan },
    tokens: chooseChunk(network, allowedMemory(job.memory)),
    time: async (candidate: Candidate, tokens: number) => {
      const { provider, memoryBytes } = candidate;
      const session = { provider, threads };
      waited += await awaitTurn(candidate, tell);
      if (provider !== 'cpu' && (await keepsTensors(provider))) {
        return timeResident(network, { graphs, session, memoryBytes }, tokens);
      }
      const scans = await chooseScan(network, scan, { graphs, session });
      return network.strands * (await timeLayer(network, scans, tokens));
    },
  });
  const chosen = known ?? (await chooseProvider(job.provider, trial(), tools));
  waited += await awaitTurn(chosen, tell);
  const place = new ComputePlace(chosen.provider, (note) => {
    endTurns();
    return send({ kind: 'device-failed', note });
  });
  return { chosen, settings: { place, graphs, threads, scan }, waited };
}
