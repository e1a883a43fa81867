import type {
  Provider,
  ProviderChoice,
  RunInfo,
  ScanChoice,
  ScanReport,
  Span,
  SpillChoice,
} from '../../contract/index.ts';
import type { EmbedRequest } from './embed-request.ts';

/** One pass, as the main process asks the compute process for it. */
export interface PassJob {
  /** Folder of the model package. */
  readonly model: string;
  /** Folders of the heads on it. */
  readonly heads?: readonly string[] | undefined;
  /** Hash of the package with its heads; names its compiled graphs. */
  readonly modelHash: string;
  /** Token ids of the whole interval. */
  readonly tokens: Uint8Array;
  /** Contig coordinate of the first token, 0-based: bins are aligned to the contig. */
  readonly start: number;
  /**
   * Tokens that need values, in order and apart, all of them where absent. Of a graph that is read in
   * tiles: its values are wrong near the ends of what it is given.
   */
  readonly valued?: readonly Span[] | undefined;
  readonly provider: ProviderChoice;
  readonly threads: number;
  /** What computes the recurrences; `auto` where absent. */
  readonly scan?: ScanChoice | undefined;
  /** Tokens a chunk; chosen from model and memory where absent. */
  readonly chunk?: number | undefined;
  /** Every so many tokens a new sequence starts, of which the ones before and after know nothing. */
  readonly window?: number | undefined;
  /** Bytes the compute process may take; what is free where absent. */
  readonly memory?: number | undefined;
  /** Folder of the compiled graphs. */
  readonly graphs: string;
  /** Folder for this pass's checkpoints; without one a killed pass starts anew. */
  readonly checkpoint?: string | undefined;
  /** Folder for what the memory does not hold, of a pass that has no checkpoints. */
  readonly scratch?: string | undefined;
  /** Whether that is allowed; `auto` where absent, `never` without a folder. */
  readonly spill?: SpillChoice | undefined;
  /** Tokens `[start, end)` whose logits and last hidden state are wanted, too. */
  readonly raw?: { readonly start: number; readonly end: number } | undefined;
  /** Progress is sent at most so often, milliseconds; of every step where absent. */
  readonly progressEvery?: number | undefined;
  /** Pooled features that are wanted, too. */
  readonly embed?: EmbedRequest | undefined;
}

/** How a pass has begun. */
export interface PassBegun {
  readonly provider: Provider;
  /** The card it computes on, as the system names it. */
  readonly device?: string | undefined;
  /** What is not as it was asked for: another provider, smaller chunks. Sentences. */
  readonly notes: readonly string[];
  /** What computes the recurrences. */
  readonly scan: ScanReport;
  /** Tokens a chunk. */
  readonly chunk: number;
  readonly chunks: number;
  /** Of the residuals and the partial, what lies in files and not in memory. */
  readonly spilledBytes: number;
  /** Scans done before, by a pass that was stopped, or what `resumedUnit` names. */
  readonly resumedScans: number;
  /** Of a model that is read in tiles, and of one whose chunks go through all layers at once. */
  readonly resumedUnit?: 'tile' | 'chunk' | undefined;
  /** What has computed those, as their checkpoint tells; absent where there are none. */
  readonly computedBefore?: readonly Provider[] | undefined;
  /** How the run is computed, by name, as it is kept with it. */
  readonly settings: RunInfo['settings'];
}

/** Raw values of tokens `[start, start + tokens)`. */
export interface RawValues {
  readonly start: number;
  readonly tokens: number;
  /** `[tokens, v]` */
  readonly logits: Float32Array;
  /** `[tokens, hiddenWidth]` */
  readonly hidden: Float32Array;
}

/** Whole bins of one head, from bin `first` of the contig on; maybe none. */
export interface BinPiece {
  readonly first: number;
  /** `[tracks][bins]` */
  readonly values: readonly Float32Array[];
}

/** Whole bins of all heads that give tracks: a piece a head, in their order. */
export type BinPieces = readonly BinPiece[];
