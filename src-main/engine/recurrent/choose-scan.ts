import type { ScanChoice, ScanReport } from '../../contract/index.ts';
import type { GraphCache, Network, Sweep } from '../../model/index.ts';
import type { SessionOptions } from '../../model/session.ts';
import { kernelCovers, KernelScratch, loadKernel, type NativeKernel } from '../kernel/index.ts';

import { KernelSweepRunner } from './kernel-sweep-runner.ts';

import { GraphSweepRunner, type SweepRunner } from './sweep-runner.ts';

/** How the sweeps of a network are run. */
export interface ChosenScan {
  readonly report: ScanReport;
  open(layer: number, sweep: Sweep): Promise<SweepRunner>;
}

/** The kernel where it was not refused, is there and knows the network; else the operators. */
export function chooseScan(
  network: Network,
  choice: ScanChoice,
  { graphs, session }: { readonly graphs: GraphCache; readonly session: SessionOptions },
): ChosenScan {
  const found = findKernel(network, choice, session);
  if ('reason' in found) {
    return {
      report: { scan: 'operators', detail: found.reason },
      open: (layer, sweep) => GraphSweepRunner.open(network, layer, sweep, { graphs, session }),
    };
  }
  const { kernel } = found;
  // The kernel's threads work while the runtime's wait, and the other way round.
  const tools = {
    graphs,
    session: { ...session, idleThreadsSleep: true },
    kernel,
    scratch: new KernelScratch(),
  };
  return {
    report: { scan: 'kernel', detail: kernel.instructionSets()[0]! },
    open: (layer, sweep) => KernelSweepRunner.open(network, layer, sweep, tools),
  };
}

function findKernel(
  network: Network,
  choice: ScanChoice,
  { provider }: SessionOptions,
): { readonly kernel: NativeKernel } | { readonly reason: string } {
  if (choice === 'operators') return { reason: 'as asked' };
  if (provider !== 'cpu') return { reason: `the kernel computes on the CPU, not on ${provider}` };
  const found = loadKernel();
  if (found.kernel === undefined) return { reason: `no native kernel: ${found.reason}` };
  const { recurrence } = network.stagedSweep(0, network.layers[0]!.chunked[0]!);
  if (!kernelCovers(recurrence)) return { reason: 'the native kernel knows no state so wide' };
  return { kernel: found.kernel };
}
