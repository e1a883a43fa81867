import type { ProviderChoice } from '../computing/index.ts';
import type { InAdvance, Job } from '../program/index.ts';
import type { Project } from '../project/index.ts';
import type {
  Estimate,
  ExportFileRequest,
  ExportGenesRequest,
  ExportedFile,
  GeneAgreement,
  PredictRequest,
  TrackView,
  ViewRequest,
} from '../runs/index.ts';

/** Predictions before they are made, and once more where a run's values are gone or were never kept. */
export interface PredictionMethods {
  estimate(request: PredictRequest): Promise<Estimate>;
  predict(request: PredictRequest & InAdvance): Promise<Job>;
  /** Makes a run anew whose values are gone, over the same interval; it comes in its place. */
  predictAgain(request: { project: string; run: string; provider: ProviderChoice }): Promise<Job>;
  /**
   * Computes a run's logits and hidden states once more, for they are too many to keep, and writes
   * them as safetensors: one region of the run, its own where absent.
   */
  exportRaw(request: {
    project: string;
    run: string;
    region?: string;
    path: string;
    replace?: readonly string[];
  }): Promise<Job>;
}

/** What was predicted. */
export interface RunMethods {
  /** Takes a run out of the project, and out of the cache once no project has it. */
  deleteRun(request: { project: string; run: string }): Promise<Project>;
  /**
   * NaN is a bin whose bases are all N, and of a run that is being computed what is not final yet:
   * there is nothing to draw.
   */
  view(request: ViewRequest): Promise<TrackView>;
  exportRun(request: ExportFileRequest): Promise<ExportedFile[]>;
  /** Calls genes in a run that is kept, and writes them: nothing is computed for it. */
  exportGenes(request: ExportGenesRequest): Promise<ExportedFile>;
  /** How many of the yeast region's genes are called in a run over one of its contigs. */
  yeastGenes(request: { project: string; run: string }): Promise<GeneAgreement>;
}
