import type { ProviderChoice, ProviderReport } from '../computing/index.ts';
import type {
  BrokenModel,
  EvaluateRequest,
  EvaluatedGroup,
  EvaluationReport,
  EvaluationRowsRequest,
  ModelCard,
  ProbeFitRequest,
} from '../models/index.ts';
import type { Job } from '../program/index.ts';
import type { Project } from '../project/index.ts';
import type { ExportEvaluationRequest, ExportedFile } from '../runs/index.ts';

/** Models of the library, and what can run them. */
export interface ModelMethods {
  models(): Promise<ModelCard[]>;
  /** Models that were here and cannot be read any more. */
  brokenModels(): Promise<BrokenModel[]>;
  importModel(request: { path: string }): Promise<ModelCard>;
  /** Downloads one of the published models from the Hugging Face hub, and imports it. */
  importPublished(request: { repository: string }): Promise<Job>;
  removeModel(request: { id: string }): Promise<void>;
  verifyModel(request: { id: string }): Promise<Job>;
  providers(): Promise<ProviderReport[]>;
}

/** Probes: linear heads fitted to a lab's own labels. */
export interface ProbeMethods {
  /** Fits a linear head to a lab's own labels; it is among the models then. */
  fitProbe(request: ProbeFitRequest): Promise<Job>;
}

/** Evaluations of models on labelled regions and variants. */
export interface EvaluationMethods {
  /** Scores labelled regions or variants; how well the scores tell the labels belongs to the project. */
  evaluate(request: EvaluateRequest): Promise<Job>;
  /** Makes an evaluation anew; it comes in its place. */
  evaluateAgain(request: {
    project: string;
    evaluation: string;
    provider: ProviderChoice;
  }): Promise<Job>;
  /** What an evaluation came to, as it is kept: nothing is computed for it. */
  evaluation(request: { project: string; evaluation: string }): Promise<EvaluationReport>;
  /** Some rows of an evaluation with their scores. */
  evaluationRows(request: EvaluationRowsRequest): Promise<EvaluatedGroup[]>;
  /** Writes the charts of an evaluation as a figure, or all of it as JSON. */
  exportEvaluation(request: ExportEvaluationRequest): Promise<ExportedFile>;
  /** Takes an evaluation out of the project and deletes its numbers; the cache keeps what was computed. */
  deleteEvaluation(request: { project: string; evaluation: string }): Promise<Project>;
}
