import type { GraphCache } from '../../model/index.ts';
import type { SessionOptions } from '../../model/session/index.ts';
import type { KernelScratch } from './kernel-scratch.ts';
import type { NativeKernel } from '../../native/index.ts';

/** What the runners of a network share. */
export interface KernelContext {
  readonly graphs: GraphCache;
  readonly session: SessionOptions;
  readonly kernel: NativeKernel;
  readonly scratch: KernelScratch;
}
