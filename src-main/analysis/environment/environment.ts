import type { PassPlaces, RunCache } from '../../cache/index.ts';
import type { ProviderChoice, ScanChoice, SpillChoice } from '../../contract/index.ts';
import type { StartComputeProcess } from '../../engine/index.ts';
import type { Genome } from '../../formats/genome/index.ts';
import type { LoadedModel } from '../../library/index.ts';
import type { Running } from '../events/index.ts';

/** What an analysis works on and with, open while it runs. */
export interface Environment extends PassPlaces {
  readonly genome: Genome;
  readonly model: LoadedModel;
  /** Absent: nothing is looked up or stored. */
  readonly cache?: RunCache | undefined;
  /** Computes nothing: what is not in the cache is the error `cache-missing`. */
  readonly cachedOnly?: boolean | undefined;
  /** Folder of compiled graphs. */
  readonly graphs: string;
  /** Folder of embeddings that are stored. */
  readonly embeddings?: string | undefined;
  /** Folders of others, which are read and never written. */
  readonly otherEmbeddings?: readonly string[] | undefined;
  /** A child process of Node where absent. */
  readonly startComputeProcess?: StartComputeProcess | undefined;
}

/** An environment, and how its analysis speaks and is stopped. */
export interface AnalysisContext<Partial = never> extends Environment, Running<Partial> {}

/** How to compute; nothing here changes what comes out. */
export interface ComputeSettings {
  readonly provider: ProviderChoice;
  readonly threads: number;
  /** What computes the recurrences; `auto` where absent. */
  readonly scan?: ScanChoice | undefined;
  /** Tokens a chunk; chosen from model and memory where absent. */
  readonly chunk?: number | undefined;
  /** Most memory, bytes; four fifths of what is free where absent. */
  readonly memory?: number | undefined;
  /** Progress comes at most so often, milliseconds; of every step where absent. */
  readonly progressEvery?: number | undefined;
  /** Whether what the memory does not hold may lie in files; `auto` where absent. */
  readonly spill?: SpillChoice | undefined;
}
