import type { Job, Settings } from '../program/index.ts';
import type { Project } from '../project/index.ts';
import type { FigureMethods, VariantFigureMethods, ReportMethods } from './figure-methods.ts';
import type { EffectMethods, BaseMapMethods } from './map-methods.ts';
import type { ModelMethods, ProbeMethods, EvaluationMethods } from './model-methods.ts';
import type {
  JobMethods,
  WindowMethods,
  SettingsMethods,
  AboutMethods,
} from './program-methods.ts';
import type { ProjectMethods } from './project-methods.ts';
import type { PredictionMethods, RunMethods } from './run-methods.ts';
import type { VariantMethods } from './variant-methods.ts';

export type WorkbenchEvent =
  /** At most some ten a second for each job while only its progress changes. */
  | { readonly kind: 'job'; readonly job: Job }
  /** The job was dismissed, or another took its place. */
  | { readonly kind: 'job-gone'; readonly id: string }
  | { readonly kind: 'project'; readonly project: Project }
  | { readonly kind: 'settings'; readonly settings: Settings };

/**
 * All that a window can ask for. Implemented in `workbench/`; reached over any wire that can
 * carry a message. Every method takes one value that can be written as a message, or nothing.
 */
export interface Workbench
  extends
    ProjectMethods,
    ModelMethods,
    ProbeMethods,
    EvaluationMethods,
    PredictionMethods,
    RunMethods,
    EffectMethods,
    BaseMapMethods,
    VariantMethods,
    FigureMethods,
    VariantFigureMethods,
    ReportMethods,
    JobMethods,
    WindowMethods,
    SettingsMethods,
    AboutMethods {}

/** The workbench whose methods may be given something besides their value. */
export type WorkbenchWith<Extra> = {
  readonly [K in keyof Workbench]: Parameters<Workbench[K]> extends [infer Request]
    ? (request: Request, extra?: Extra) => ReturnType<Workbench[K]>
    : (request?: undefined, extra?: Extra) => ReturnType<Workbench[K]>;
};

/**
 * The workbench as it is served: each method is handed a signal that aborts when its caller cancels
 * or is gone. A job that the call made by then goes on; `cancelJob` ends it.
 */
export type ServedWorkbench = WorkbenchWith<AbortSignal>;
