import { existsSync, statfsSync } from 'node:fs';
import { cpus, totalmem } from 'node:os';
import { dirname } from 'node:path';
import { PredictionCache } from '../../cache/index.ts';
import {
  isMegabaseError,
  type KernelReport,
  type Provider,
  type ProviderReport,
} from '../../contract/index.ts';
import { askForKernel, type StartComputeProcess } from '../../engine/index.ts';
import { lookAtProvider } from './look-at-provider.ts';
import { installedVersions } from './versions.ts';
import { allotment, fileSystemOf, type Allotment, type Locations } from '../../home/index.ts';
import { runAnalysis, type AnalysisEvent, type Running } from '../events/index.ts';

/** What the program stands on, on this machine. */
export interface Diagnosis {
  readonly versions: Readonly<Record<string, string>>;
  readonly platform: string;
  readonly cores: number;
  readonly processor: string;
  /** What of it a computation takes where nobody says more, and who says so. */
  readonly allotted: Allotment;
  readonly memory: { readonly totalBytes: number; readonly availableBytes: number };
  readonly providers: readonly ProviderReport[];
  /** The native kernel for scans on the CPU. */
  readonly kernel: KernelReport;
  readonly cache: {
    readonly folder: string;
    readonly freeBytes: number;
    /** Of its disk, as `mount` calls it. */
    readonly fileSystem: string;
    /** Absent where the cache cannot be read. */
    readonly runs?: number;
    readonly bytes?: number;
    /** Why the cache cannot be read, if so. */
    readonly fault?: string;
  };
}

/** What the diagnosis is to try. */
export interface DoctorSpec {
  readonly providers: readonly Provider[];
  /** A child process of Node where absent. */
  readonly startComputeProcess?: StartComputeProcess | undefined;
}

/** What was tried and answered, in the order of the answers. */
export type DoctorPart = Provider | 'kernel';

/**
 * Looks at everything a run depends on; each provider, and the kernel, is tried in a process of its own, all at
 * once. Its parts are the names of those that have answered.
 */
export function diagnose(
  { cache }: Pick<Locations, 'cache'>,
  spec: DoctorSpec,
  signal: AbortSignal,
): AsyncIterable<AnalysisEvent<Diagnosis, DoctorPart>> {
  return runAnalysis(signal, (running) => lookAtAll(cache, spec, running));
}

async function lookAtAll(
  cache: string,
  spec: DoctorSpec,
  { emit, signal }: Running<DoctorPart>,
): Promise<Diagnosis> {
  signal.throwIfAborted();
  const allotted = allotment();
  const start = spec.startComputeProcess;
  const told = async <T>(part: DoctorPart, answer: Promise<T>) => {
    const found = await answer;
    emit({ kind: 'partial', partial: part });
    return found;
  };
  const [kernel, ...reports] = await Promise.all([
    told('kernel', askForKernel(start)),
    ...spec.providers.map((provider) => told(provider, lookAtProvider(provider, start))),
  ]);
  return {
    versions: installedVersions(),
    platform: `${process.platform} ${process.arch}`,
    cores: allotted.threads.amount,
    allotted,
    processor: cpus()[0]?.model ?? 'unknown',
    memory: { totalBytes: totalmem(), availableBytes: process.availableMemory() },
    providers: reports,
    kernel,
    cache: lookAtCache(cache),
  };
}

function lookAtCache(folder: string): Diagnosis['cache'] {
  const { bavail, bsize } = statfsSync(standingFolder(folder));
  const { name: fileSystem } = fileSystemOf(folder);
  const place = { folder, freeBytes: bavail * bsize, fileSystem };
  try {
    const cache = PredictionCache.open(folder);
    const { runs, bytes } = cache.info();
    cache.close();
    return { ...place, runs, bytes };
  } catch (error) {
    if (isMegabaseError(error)) return { ...place, fault: error.message };
    throw error;
  }
}

/** The folder, or the one above it that exists: on its disk the folder will be made. */
function standingFolder(folder: string): string {
  return existsSync(folder) ? folder : standingFolder(dirname(folder));
}
