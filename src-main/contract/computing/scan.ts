/** What may compute the recurrences of a layer on the CPU; a GPU always takes the operators. */
export const scanChoices = ['auto', 'kernel', 'operators'] as const;

/** `auto`: the native kernel where it is built and knows the network, else ONNX Runtime's operators. */
export type ScanChoice = (typeof scanChoices)[number];

/** Whether a part of the native module works on this machine. */
interface NativeReport {
  readonly available: boolean;
  /** What it computes with, or what was tried and seen. */
  readonly reason: string;
}

/** The kernel that computes scans, and the runner of graphs beside it. */
export interface KernelReport extends NativeReport {
  readonly runner: NativeReport;
}

/** What computes the recurrences; `none` where a model has none, and reads in tiles. */
export interface ScanReport {
  readonly scan: 'kernel' | 'operators' | 'none';
  /** The kernel's instruction set, or why it is something else. */
  readonly detail: string;
  /** Why there is no native kernel, where there is none and none was refused. */
  readonly withoutKernel?: string | undefined;
  /** Why its graphs are run by the binding of `onnxruntime-node`, and not by the native runner. */
  readonly withoutRunner?: string | undefined;
  /** Whole sentences for everybody, where a kernel is there that gives wrong numbers. */
  readonly warning?: string | undefined;
}
