import type {
  About,
  Licence,
  NewestVersion,
  FolderListing,
  InAdvance,
  Job,
  Preferences,
  Settings,
  AskedCommand,
  WindowAnswer,
} from '../program/index.ts';
import type {
  BaseMap,
  BaseMapRequest,
  ExportBaseMapRequest,
  EffectsEstimate,
  EffectsRequest,
  ExportMapRequest,
  KnownEffects,
  EffectMap,
} from '../maps/index.ts';
import type {
  CurveRequest,
  ExportedFile,
  ExportEvaluationRequest,
  ExportFileRequest,
  ExportGenesRequest,
  GeneAgreement,
  Estimate,
  PredictRequest,
  TrackView,
  ViewRequest,
} from '../runs/index.ts';
import type {
  ExportedFigure,
  ExportFigureRequest,
  ExportVariantFigureRequest,
  FigurePreview,
  FigureRequest,
  VariantFigureRequest,
  GuideName,
  Mark,
  Project,
  RecentProject,
  TrackLayout,
  ReportRequest,
} from '../project/index.ts';
import type {
  EvaluatedGroup,
  EvaluateRequest,
  EvaluationReport,
  EvaluationRowsRequest,
  BrokenModel,
  ModelCard,
  ProbeFitRequest,
} from '../models/index.ts';
import type { ProviderChoice, ProviderReport } from '../computing/index.ts';
import type { Region } from '../genome/index.ts';
import type {
  ExportVariantsRequest,
  KnownVariant,
  VariantOrderRequest,
  VariantPoints,
  VariantRows,
  VariantRowsRequest,
  VariantsRequest,
  VariantViewRequest,
} from '../variants/index.ts';

export interface FoundPlace {
  readonly label: string;
  readonly region: Region;
}

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
export interface Workbench {
  recentProjects(): Promise<RecentProject[]>;
  /**
   * Makes a project round a genome: FASTA or 2bit. Where an index must be built first, a job shows
   * how far it is; cancelling that job ends this with the error `cancelled`.
   */
  newProject(request: { path: string }): Promise<Project>;
  /** A genome that is missing or cannot be read is listed as missing; all else can be used. */
  openProject(request: { path: string }): Promise<Project>;
  /** A project of what ships. `yeast`: 60 kbp of it, and the same with errors put in. */
  openGuide(request: { guide: GuideName }): Promise<Project>;
  /**
   * Adds whatever the files are; `said` tells of each what was done with it. An index among them is that of the file
   * whose name it has, or of the only other one; `index`, whatever its name, is that of the only file. `indexless`:
   * reads that were not added, for they have no index.
   */
  addFiles(request: {
    project: string;
    paths: readonly string[];
    index?: string;
  }): Promise<{ project: Project; said: string[]; indexless: readonly string[] }>;
  removeTrack(request: { project: string; track: string }): Promise<Project>;
  /**
   * Puts a file back in its place that was removed since the program was started; nothing changes
   * where it is there. Error: `file-missing` if it never was.
   */
  restoreTrack(request: { project: string; track: string }): Promise<Project>;
  /**
   * Tells where a missing file is now, and its index where that does not lie beside it. Error: `alignment-index` for
   * reads without one.
   */
  relocate(request: {
    project: string;
    file: string;
    path: string;
    index?: string;
  }): Promise<Project>;
  /** Remembers what is shown and chosen; runs and maps that are shown are named by their `id`. */
  updateProject(request: {
    project: string;
    locus?: string;
    /** `null`: none, as it was before the first was chosen. */
    model?: string | null;
    /** That of the project which lists and layout were made from: another's change is not written over. */
    revision?: number;
    shown?: readonly string[];
    shownMaps?: readonly string[];
    shownBaseMaps?: readonly string[];
    /** All of them: they take the place of those that were. */
    marks?: readonly Mark[];
    /** The whole of it, too. */
    layout?: TrackLayout;
  }): Promise<Project>;
  /** A region, or a gene of the loaded annotation. */
  findPlace(request: {
    project: string;
    text: string;
    exact?: boolean | undefined;
  }): Promise<FoundPlace[]>;

  models(): Promise<ModelCard[]>;
  /** Models that were here and cannot be read any more. */
  brokenModels(): Promise<BrokenModel[]>;
  importModel(request: { path: string }): Promise<ModelCard>;
  /** Downloads one of the published models from the Hugging Face hub, and imports it. */
  importPublished(request: { repository: string }): Promise<Job>;
  removeModel(request: { id: string }): Promise<void>;
  verifyModel(request: { id: string }): Promise<Job>;
  /** Fits a linear head to a lab's own labels; it is among the models then. */
  fitProbe(request: ProbeFitRequest): Promise<Job>;
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
  providers(): Promise<ProviderReport[]>;

  estimate(request: PredictRequest): Promise<Estimate>;
  predict(request: PredictRequest & InAdvance): Promise<Job>;
  /** Makes a run anew whose values are gone, over the same interval; it comes in its place. */
  predictAgain(request: { project: string; run: string; provider: ProviderChoice }): Promise<Job>;
  jobs(): Promise<Job[]>;
  cancelJob(request: { id: string }): Promise<void>;
  /** Asks for a failed or cancelled job once more. */
  retryJob(request: { id: string }): Promise<Job>;
  /** Takes an ended job off the list. */
  dismissJob(request: { id: string }): Promise<void>;

  /** Writes a page about scored variants, a map or a run, for somebody who does not have the program. */
  writeReport(request: ReportRequest): Promise<Job>;

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
  /** Composes rows of the project anew, for paper: nothing is computed for it. */
  figure(request: FigureRequest): Promise<FigurePreview>;
  /** The same, written as SVG, PDF or PNG. */
  exportFigure(request: ExportFigureRequest): Promise<ExportedFigure>;
  /** Composes a picture of scored variants anew, for paper: nothing is computed for it. */
  variantFigure(request: VariantFigureRequest): Promise<FigurePreview>;
  /** The same, written as SVG, PDF or PNG. */
  exportVariantFigure(request: ExportVariantFigureRequest): Promise<ExportedFigure>;

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
  /** Scores the variants of a file, or candidates from reads; the set belongs to the project. */
  scoreVariants(request: VariantsRequest & InAdvance): Promise<Job>;
  /**
   * Scores common variants as `scoreVariants` does, and keeps how their scores are distributed instead of
   * a set: the model's later scores are ranked by them, in every project.
   */
  keepBackground(request: VariantsRequest): Promise<Job>;
  /** Makes a set anew whose rows are gone; it comes in its place. */
  scoreVariantsAgain(request: {
    project: string;
    set: string;
    provider: ProviderChoice;
  }): Promise<Job>;
  /** A window of a set's rows, as they are kept: nothing is computed for it. */
  variantRows(request: VariantRowsRequest): Promise<VariantRows>;
  /** The numbers of all rows of those that are listed, in order. */
  variantOrder(request: VariantOrderRequest): Promise<{ readonly rows: Uint32Array }>;
  /** All rows of a set at once, as pictures show them. */
  variantPoints(request: { project: string; set: string }): Promise<VariantPoints>;
  /** What a row's variant makes of a track, as it is kept: nothing is computed for it. */
  variantView(request: VariantViewRequest): Promise<TrackView>;
  /** Opens the table of one set, or of none. */
  showVariantSet(request: { project: string; set?: string }): Promise<Project>;
  exportVariants(request: ExportVariantsRequest): Promise<ExportedFile>;
  /** Takes a set out of the project and deletes its rows; the cache keeps what was computed. */
  deleteVariantSet(request: { project: string; set: string }): Promise<Project>;
  /** Every variant of the tutorial's sample with what it does. */
  tutorialVariants(): Promise<KnownVariant[]>;
  /** How many of the yeast region's genes are called in a run over one of its contigs. */
  yeastGenes(request: { project: string; run: string }): Promise<GeneAgreement>;

  /**
   * What another program asks this window to do next; it waits until there is something. Undefined once the
   * preferences allow it no more. `window`: the page's own, chosen by chance; `name`: of its project.
   */
  nextWindowCommand(request: { window: string; name: string }): Promise<AskedCommand | undefined>;
  answerWindowCommand(request: { window: string; id: number; answer: WindowAnswer }): Promise<void>;

  listFolder(request: { folder?: string }): Promise<FolderListing>;

  preferences(): Promise<Preferences>;
  /**
   * Replaces the settings; every window is told. Jobs that begin later follow them; another cache is
   * used from the next start on.
   */
  changeSettings(request: Settings): Promise<Preferences>;

  about(): Promise<About>;
  /** What the program stands on, on this machine, as a text to pass on: no names of files or sequences. */
  diagnostics(): Promise<string>;
  /** The program's licence, and notices of what comes with it. */
  licences(): Promise<Licence[]>;
  /** Reads the version file that `about` names, and sends nothing. Errors: `offline`, `update-unreachable`. */
  newestVersion(): Promise<NewestVersion>;
}

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
