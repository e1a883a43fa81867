import { defined, type ScanChoice, type ScanReport } from '../../../contract/index.ts';
import type { GraphCache, Network, DirectionalScan } from '../../../model/index.ts';
import { soundRunner, type SessionOptions } from '../../../model/session/index.ts';
import { kernelCovers, KernelScratch, soundKernel } from '../../kernel/index.ts';
import type { NativeKernel, NativeModule } from '../../../native/index.ts';
import { GraphScanRunner } from './graph-scan-runner.ts';
import { KernelScanRunner } from './kernel-scan-runner.ts';
import { NativeScanRunner, type NativeContext } from './native-scan-runner.ts';
import { SharedGraphs } from './shared-graphs.ts';
import type { ScanRunner } from '../scan-runner.ts';

/** How the scans of a network are run. */
export interface ChosenScan {
  readonly report: ScanReport;
  open(layer: number, scan: DirectionalScan): Promise<ScanRunner>;
}

/** True of scans by the native runner. */
export function isByRunner({ scan, withoutRunner }: ScanReport): boolean {
  return scan === 'kernel' && withoutRunner === undefined;
}

/** What `chooseScan` goes by, apart from the network. */
export interface ScanContext {
  readonly graphs: GraphCache;
  readonly session: SessionOptions;
  /** Of a GPU; see `ScanSettings`. */
  readonly width?: number | undefined;
  readonly onSeconds?: NativeContext['onSeconds'];
}

/**
 * The kernel where it was not refused, is there, computes rightly in this process and knows the network,
 * with the native runner or else with the binding; else the operators. The report says why.
 */
export async function chooseScan(
  network: Network,
  choice: ScanChoice,
  { graphs, session, width, onSeconds }: ScanContext,
): Promise<ChosenScan> {
  const found = kernelFor(network, choice, session);
  if ('reason' in found) {
    return {
      report: { scan: 'operators', detail: found.reason, ...found.lack },
      open: (layer, scan) => GraphScanRunner.open(network, layer, scan, { graphs, session, width }),
    };
  }
  const { kernel } = found;
  const report = { scan: 'kernel', detail: defined(kernel.instructionSets()[0]) } as const;
  const runner = await soundRunner();
  if (runner.runner) {
    // Kernel and runner are one module.
    const native = kernel as NativeModule;
    const taskThreads = native.createTaskThreads(session.threads);
    // The kernel's threads are who calls a graph, side by side; each computes its rows by itself.
    const opened = new SharedGraphs(native, { ...session, threads: 1, nearMemory: true });
    const context = { graphs, session, native, opened, taskThreads, onSeconds };
    return {
      report,
      open: (layer, scan) => NativeScanRunner.open(network, layer, scan, context),
    };
  }
  // The kernel's threads work while the runtime's wait, and the other way round.
  const context = {
    graphs,
    session: { ...session, idleThreadsSleep: true },
    kernel,
    scratch: new KernelScratch(),
  };
  return {
    report: { ...report, withoutRunner: runner.reason },
    open: (layer, scan) => KernelScanRunner.open(network, layer, scan, context),
  };
}

function kernelFor(
  network: Network,
  choice: ScanChoice,
  { provider }: SessionOptions,
):
  | { readonly kernel: NativeKernel }
  | { readonly reason: string; readonly lack?: Pick<ScanReport, 'withoutKernel' | 'warning'> } {
  if (choice === 'operators') return { reason: 'as asked' };
  if (provider !== 'cpu') return { reason: `the kernel computes on the CPU, not on ${provider}` };
  const found = soundKernel();
  if (found.kernel === undefined) {
    const reason = `no native kernel: ${found.reason}`;
    const withoutKernel = found.reason;
    if (!found.isWrong) return { reason, lack: { withoutKernel } };
    const warning =
      `The native kernel is not used: ${found.reason}. Using ONNX Runtime's operators instead, which ` +
      'take longer.';
    return { reason, lack: { withoutKernel, warning } };
  }
  const { recurrence } = network.stagedScan(0, defined(defined(network.layers[0]).streamed[0]));
  if (!kernelCovers(recurrence)) return { reason: 'the native kernel knows no state so wide' };
  return { kernel: found.kernel };
}
