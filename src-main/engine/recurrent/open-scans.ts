import type { Provider, ScanChoice } from '../../contract/index.ts';
import type { DirectionalScan, GraphCache, Network, Traffic } from '../../model/index.ts';
import { openSession, type GraphSession } from '../../model/session/index.ts';
import type { ComputePlace } from '../fallback/index.ts';
import { chooseScan, type ChosenScan, type ScanContext } from './choose-scan.ts';
import { findFault } from './scan-fault.ts';
import type { ScanRunner, ScanStep } from './scan-runner.ts';

/** What computes a job, and with what. */
export interface ScanSettings {
  readonly place: ComputePlace;
  readonly graphs: GraphCache;
  readonly threads: number;
  readonly scan: ScanChoice;
  /** Hears how long the steps of the native runner's scans have taken. */
  readonly onSeconds?: ScanContext['onSeconds'];
  /** Counts what crosses a GPU's bus, where somebody wants to know. */
  readonly traffic?: Traffic | undefined;
}

/** The scans of a network where the job computes; they move to the CPU with it. */
export async function openScans(
  network: Network,
  { place, graphs, threads, scan: choice, traffic, onSeconds }: ScanSettings,
  choose: (provider: Provider) => Promise<ChosenScan> = (provider) =>
    chooseScan(network, choice, { graphs, session: { provider, threads, traffic }, onSeconds }),
): Promise<ChosenScan> {
  const chosen = new Map<Provider, Promise<ChosenScan>>();
  const on = (provider: Provider) => {
    const known = chosen.get(provider) ?? choose(provider);
    chosen.set(provider, known);
    return known;
  };
  return {
    report: (await on(place.provider)).report,
    async open(layer, scan) {
      const opened = await place.open(async (provider) => (await on(provider)).open(layer, scan));
      return {
        run: (step) =>
          opened.use((runner, provider) =>
            provider === 'cpu' ? runner.run(step) : runFinite(runner, scan, step),
          ),
        release: () => opened.release(),
      };
    },
  };
}

/** A GPU's word that a network overflows is not taken for it: the CPU is to say so, too. */
async function runFinite(runner: ScanRunner, scan: DirectionalScan, step: ScanStep) {
  const states = await runner.run(step);
  const fault = findFault(scan, step, states);
  if (fault) throw new Error(`it gave ${fault.value} where numbers were expected`);
  return states;
}

/** What runs a graph; see `GraphSession`. */
export type GraphRunner = Pick<GraphSession, 'run' | 'release'>;

/** The network's head where the job computes. */
export async function openHead(
  network: Network,
  { place, graphs, threads, traffic }: Omit<ScanSettings, 'scan'>,
): Promise<GraphRunner> {
  const path = graphs.head(network);
  const opened = await place.open((provider) => openSession(path, { provider, threads, traffic }));
  return {
    run: (feeds, into, want) => opened.use((session) => session.run(feeds, into, want)),
    release: () => opened.release(),
  };
}
