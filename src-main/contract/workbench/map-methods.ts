import type { ProviderChoice } from '../computing/index.ts';
import type {
  BaseMap,
  BaseMapRequest,
  EffectMap,
  EffectsEstimate,
  EffectsRequest,
  ExportBaseMapRequest,
  ExportMapRequest,
  KnownEffects,
} from '../maps/index.ts';
import type { InAdvance, Job } from '../program/index.ts';
import type { Project } from '../project/index.ts';
import type { CurveRequest, ExportedFile } from '../runs/index.ts';

/** Maps of effects and context curves. */
export interface EffectMethods {
  estimateEffects(request: EffectsRequest): Promise<EffectsEstimate>;
  /** Knocks out elements and sees what each does to every target; the map belongs to the project. */
  findEffects(request: EffectsRequest & InAdvance): Promise<Job>;
  /** Makes a map anew whose values are gone; it comes in its place. */
  findEffectsAgain(request: {
    project: string;
    map: string;
    provider: ProviderChoice;
  }): Promise<Job>;
  /** A map's numbers, as they are kept: nothing is computed for it. */
  effectMap(request: { project: string; map: string }): Promise<EffectMap>;
  exportEffects(request: ExportMapRequest): Promise<ExportedFile>;
  /** Takes a map out of the project; the cache keeps what it has. */
  deleteMap(request: { project: string; map: string }): Promise<Project>;
  /** Reads more and more round a place: what comes of it is the job's own `curve`. */
  contextCurve(request: CurveRequest): Promise<Job>;
  /** Every enhancer of the tutorial's genome, and the promoters that each makes active. */
  tutorialEffects(): Promise<KnownEffects>;
}

/** Maps of bases: mutagenesis and dependencies. */
export interface BaseMapMethods {
  estimateBaseMap(request: BaseMapRequest): Promise<EffectsEstimate>;
  /** Substitutes each base of a region and sees what that does; the map belongs to the project. */
  findBaseMap(request: BaseMapRequest): Promise<Job>;
  /** Makes a map of bases anew whose values are gone; it comes in its place. */
  findBaseMapAgain(request: {
    project: string;
    map: string;
    provider: ProviderChoice;
  }): Promise<Job>;
  /** The numbers of a map of bases, as they are kept: nothing is computed for it. */
  baseMap(request: { project: string; map: string }): Promise<BaseMap>;
  exportBaseMap(request: ExportBaseMapRequest): Promise<ExportedFile>;
  /** Takes a map of bases out of the project; the cache keeps what it has. */
  deleteBaseMap(request: { project: string; map: string }): Promise<Project>;
}
