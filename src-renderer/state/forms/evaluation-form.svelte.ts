import {
  evaluationTasks,
  type AlleleScore,
  type EvaluateRequest,
  type EvaluationTask,
  type ModelCard,
  type RegionPool,
} from '../../../src-main/contract/index.ts';

/** A track, or a label of a head, that can be scored by. */
interface ScoredBy {
  readonly id: string;
  readonly label: string;
}

/** What is asked of an evaluation, as it is typed. */
export class EvaluationForm {
  labels = $state('');
  task = $state<EvaluationTask>('enhancers');
  info = $state('LABEL');
  pool = $state<RegionPool>('max');
  /** Empty: by the task. */
  score = $state<AlleleScore | ''>('');
  masked = $state(false);
  #track = $state<string>();
  readonly #model: () => ModelCard | undefined;

  constructor(model: () => ModelCard | undefined) {
    this.#model = model;
  }

  get kind(): 'regions' | 'variants' {
    return evaluationTasks[this.task].of;
  }

  /** What the file holds, by its ending; a table may hold either. */
  get fileKind(): 'bed' | 'table' | 'vcf' | undefined {
    if (/\.bed(\.b?gz)?$/i.test(this.labels)) return 'bed';
    if (/\.(tsv|txt)(\.b?gz)?$/i.test(this.labels)) return 'table';
    return /\.vcf(\.b?gz)?$/i.test(this.labels) ? 'vcf' : undefined;
  }

  /** In a sentence, why the file is not for the task. */
  get fault(): string | undefined {
    if (this.labels === '') return undefined;
    if (this.fileKind === undefined) return 'Expected .bed, .tsv, .txt or .vcf.';
    const isOther = this.fileKind === (this.kind === 'regions' ? 'vcf' : 'bed');
    return isOther ? `${evaluationTasks[this.task].title} is about ${this.kind}.` : undefined;
  }

  chooseLabels(path: string): void {
    this.labels = path;
    if (this.fileKind === 'vcf' && this.kind === 'regions') this.task = 'vep-eqtl';
    if (this.fileKind === 'bed' && this.kind === 'variants') this.task = 'enhancers';
  }

  /** What regions, or effects of variants, can be scored by. */
  get tracks(): readonly ScoredBy[] {
    const { tracks = [], scores = [] } = this.#model() ?? {};
    const own = tracks.filter(({ role, unit }) => role !== 'likelihood' && unit !== 'bits');
    const of = this.kind === 'regions' ? 'places' : 'variants';
    return [...own, ...scores.filter((one) => one.of === of)];
  }

  /** Of regions the one that tells what the task asks for; of variants none needs to be named. */
  get track(): string {
    const known = this.tracks.some(({ id }) => id === this.#track);
    if (known) return this.#track ?? '';
    if (this.kind === 'variants') return '';
    const { role } = evaluationTasks[this.task];
    const ofRole = this.#model()?.tracks.filter((one) => role !== undefined && one.role === role);
    return (ofRole?.at(-1) ?? (this.tracks.length === 1 ? this.tracks[0] : undefined))?.id ?? '';
  }

  chooseTrack(id: string): void {
    this.#track = id;
  }

  /** What is to be evaluated; undefined while something is missing. */
  get request(): Omit<EvaluateRequest, 'project' | 'provider' | 'model'> | undefined {
    const { labels, task, fault, kind, track, info, score } = this;
    if (labels === '' || fault !== undefined) return undefined;
    if (kind === 'regions')
      return track === '' ? undefined : { labels, task, track, pool: this.pool };
    return {
      ...{ labels, task, masked: this.masked },
      ...(this.fileKind === 'vcf' && { info: info.trim() || 'LABEL' }),
      ...(track !== '' && { track }),
      ...(score !== '' && { score }),
    };
  }
}
