import type {
  ErrorCode,
  KernelReport,
  PassProgress,
  Provider,
  ProviderReport,
} from '../../contract/index.ts';
import type { BaseLikelihood } from './base-likelihood.ts';
import type { PerturbationJob, PerturbationResult } from './perturbation-job.ts';
import type { EmbeddingPiece } from './embed-request.ts';
import type { PassJob, PassBegun, RawValues, BinPieces } from './pass-job.ts';

/** Calls of a device's graphs, and bytes over its bus. */
interface BusTraffic {
  readonly calls: number;
  readonly bytesIn: number;
  readonly bytesOut: number;
}

/** Seconds of each step of a layer's scans, over all chunks, in the order of a block. */
export interface StageSeconds {
  readonly inputProjection: number;
  readonly conv: number;
  readonly select: number;
  readonly recurrence: number;
  readonly outputProjection: number;
}

/** Seconds of a pass's parts, as this process saw them. */
export interface PassSeconds {
  /** From the embedding to the last layer's output. */
  readonly layers: number;
  /** Heads, likelihoods, and sending what they say. */
  readonly heads: number;
  /** Within the layers, by the native runner; absent where something else ran them. */
  readonly stages: StageSeconds | undefined;
}

/** Processor-seconds of a perturbation job's parts, of the process that computed it. */
export interface PerturbationWork {
  /** Of the unchanged sequence, which was read for it. */
  readonly tokens: number;
  readonly readingSeconds: number;
  /** Edited sequences. */
  readonly changes: number;
  readonly changesSeconds: number;
}

export type Request =
  | { readonly kind: 'run'; readonly job: PassJob }
  | { readonly kind: 'perturb'; readonly job: PerturbationJob }
  | { readonly kind: 'probe'; readonly provider: Provider }
  | { readonly kind: 'probe-kernel' };

export type Reply =
  | ({ readonly kind: 'begun' } & PassBegun)
  | { readonly kind: 'progress'; readonly progress: PassProgress }
  /**
   * The bins that a chunk of the head completes: they are final. Of a perturbation job those of the
   * unchanged sequence, whole, or of one of its `parts`.
   */
  | { readonly kind: 'tracks'; readonly pieces: BinPieces; readonly part?: number | undefined }
  /**
   * Of a perturbation job: how likely the unchanged sequence is, or one of its `parts`, by window from its start
   * on; see `WindowMeans`. Before its `tracks`.
   */
  | {
      readonly kind: 'window-likelihoods';
      readonly means: Float32Array;
      readonly part?: number | undefined;
    }
  /** Likelihoods of the tokens from `start` on; chunks come in order, each after its `tracks`. */
  | ({ readonly kind: 'likelihood'; readonly start: number } & BaseLikelihood)
  | ({ readonly kind: 'raw' } & RawValues)
  /** The pooled features that a chunk of the head completes, in order. */
  | ({ readonly kind: 'embedding' } & EmbeddingPiece)
  /** What one task of a perturbation job has led to. */
  | ({ readonly kind: 'perturbation' } & PerturbationResult)
  /** What a person should know of how the job goes on; a sentence. */
  | { readonly kind: 'note'; readonly note: string }
  /** The GPU has failed, and the CPU goes on; the note is a sentence for the user. */
  | { readonly kind: 'device-failed'; readonly note: string }
  | {
      readonly kind: 'done';
      readonly seconds: number;
      readonly peakBytes: number;
      /** Where the time went; absent of a model that is read in tiles. */
      readonly spent?: PassSeconds | undefined;
      /** What a GPU was given and gave; absent on the CPU. */
      readonly traffic?: BusTraffic | undefined;
      /** Of a perturbation job; absent of a model that is read in tiles. */
      readonly work?: PerturbationWork | undefined;
    }
  | { readonly kind: 'probed'; readonly report: ProviderReport }
  | { readonly kind: 'kernel-probed'; readonly report: KernelReport }
  | {
      readonly kind: 'failed';
      readonly code: ErrorCode;
      readonly message: string;
      /** True where memory that was planned for could not be had. */
      readonly ranOut?: boolean | undefined;
    };

/** Hands a reply to the main process; resolves when it is on its way. Until then its arrays stay as they are. */
export type Send = (reply: Reply) => Promise<void>;
