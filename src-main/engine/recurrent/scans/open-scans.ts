import type { Provider, ScanChoice } from '../../../contract/index.ts';
import type { DirectionalScan, GraphCache, Network, Traffic } from '../../../model/index.ts';
import { openSession, soundRunner } from '../../../model/session/index.ts';
import type { ComputePlace } from '../../fallback/index.ts';
import { chooseScan, type ChosenScan, type ScanContext } from './choose-scan.ts';
import type { GraphRunner } from '../graph-runner.ts';
import { findFault } from '../scan-fault.ts';
import { FittingCalls } from './fitting-calls.ts';
import type { KeptRunners } from './kept-runners.ts';
import { runInRounds } from './run-in-rounds.ts';
import { inRowBlocks } from './row-blocks.ts';
import { plainTraits, type ChainRunner, type ScanRunner, type ScanStep } from '../scan-runner.ts';

/**
 * Most tokens in one call of a graph, over all sequences side by side. On the CPU more fall out of its
 * caches; a GPU is filled by many.
 */
const maxCallTokens = { cpu: 2048, gpu: 12_288 } as const;

/** What computes a job, and with what. */
export interface ScanSettings {
  readonly place: ComputePlace;
  readonly graphs: GraphCache;
  readonly threads: number;
  readonly scan: ScanChoice;
  /** Heads that a GPU is best given side by side, where that was timed. */
  readonly width?: number | undefined;
  /** Hears how long the steps of the native runner's scans have taken. */
  readonly onSeconds?: ScanContext['onSeconds'];
  /** Counts what crosses a GPU's bus, where somebody wants to know. */
  readonly traffic?: Traffic | undefined;
  /** Hears what a person should know of how a GPU computes; a sentence. */
  readonly onNote?: ((note: string) => unknown) | undefined;
  /** Keeps what is open on the CPU for the next job. */
  readonly kept?: KeptRunners | undefined;
}

/** How the scans of a network are run, in chains, too. */
interface OpenScans extends ChosenScan {
  open(layer: number, scan: DirectionalScan): Promise<ChainRunner>;
}

/** The scans of a network where the job computes; they move to the CPU with it. */
export async function openScans(
  network: Network,
  { place, graphs, threads, scan: choice, width, traffic, onSeconds, onNote, kept }: ScanSettings,
  choose: (provider: Provider, tell: ScanSettings['onSeconds']) => Promise<ChosenScan> = (
    provider,
    tell,
  ) => {
    const session = { provider, threads, traffic };
    return chooseScan(network, choice, { graphs, session, width, onSeconds: tell });
  },
): Promise<OpenScans> {
  const chosen = new Map<Provider, Promise<ChosenScan>>();
  const on = (provider: Provider) => {
    const known =
      chosen.get(provider) ??
      (provider === 'cpu' && kept
        ? kept.keepScans((tell) => choose(provider, tell), onSeconds)
        : choose(provider, onSeconds));
    chosen.set(provider, known);
    return known;
  };
  const fitting = new FittingCalls((most) => {
    const tokens = most.toLocaleString('en-US');
    return onNote?.(
      `${place.provider} ran out of memory: it goes on with at most ${tokens} bp a call.`,
    );
  });
  return {
    report: (await on(place.provider)).report,
    async open(layer, scan) {
      let last: Partial<ChainRunner> | undefined;
      const opened = await place.open(async (provider) => {
        const runner: ScanRunner & Partial<ChainRunner> = await (
          await on(provider)
        ).open(layer, scan);
        last = runner;
        return runner;
      });
      const runOn = (runner: ScanRunner, provider: Provider) => (step: ScanStep) =>
        provider === 'cpu'
          ? runner.run(step)
          : fitting.run(scan, (one) => runFinite(runner, scan, one), step);
      return {
        run: (step) => opened.use((runner, provider) => runOn(runner, provider)(step)),
        runChains: (step) =>
          opened.use((runner, provider) => {
            if (runner.runChains) return runner.runChains(step);
            const most = maxCallTokens[provider === 'cpu' ? 'cpu' : 'gpu'];
            return runInRounds(runOn(runner, provider), network, scan, step, most);
          }),
        chainTraits: () => last?.chainTraits?.() ?? plainTraits,
        observe: () => last?.observe?.(),
        stateWeights: () => last?.stateWeights?.(),
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

/** The network's head where the job computes. */
export async function openHead(
  network: Network,
  { place, graphs, threads, traffic, kept }: Omit<ScanSettings, 'scan' | 'width'>,
): Promise<GraphRunner> {
  const opened = await place.open(async (provider) => {
    const open = (threads: number) =>
      openSession(graphs.head(network), { provider, threads, traffic });
    if (provider !== 'cpu') return open(threads);
    // The runner computes blocks of rows side by side, and the binding one after the other.
    const { runner } = await soundRunner();
    const each = runner ? 1 : threads;
    const head = await (kept ? kept.keepHead(open, each) : open(each));
    return inRowBlocks(head, network, threads);
  });
  return {
    run: (feeds, into, want) => opened.use((session) => session.run(feeds, into, want)),
    release: () => opened.release(),
  };
}
