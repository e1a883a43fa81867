import type {
  DataTrack,
  ModelCard,
  TrackInfo,
  UnphasedChoice,
  VariantsRequest,
} from '../../../src-main/contract/index.ts';
import { baseCount } from '../../format/index.ts';
import { normalLocus } from '../../locus/index.ts';
import { ReadingForm } from './reading-form.svelte.ts';

/** What a person has filled in to score variants; nothing chosen stands for what fits best. */
export class VariantForm {
  readonly #model: () => ModelCard | undefined;
  readonly #files: () => readonly DataTrack[];
  #source = $state<string>();
  region = $state('');
  flank = $state('');
  #targets = $state<string>();
  #track = $state('');
  wantsMasked = $state(false);
  wantsHaplotypes = $state(false);
  unphased = $state<UnphasedChoice>('as-written');
  sample = $state('');
  window = $state('');
  wantsWindowOnly = $state(false);
  distance = $state('');
  wantsSpliceAi = $state(false);
  aggregate = $state('');
  /** Random changes near each variant; empty: none. */
  randomChanges = $state('');
  readonly readings: ReadingForm;
  /** Wants the scores kept as a background, not a table of them. */
  wantsBackground = $state(false);

  constructor(model: () => ModelCard | undefined, files: () => readonly DataTrack[]) {
    this.#model = model;
    this.#files = files;
    this.readings = new ReadingForm(model);
  }

  /** Files of variants, and of reads. */
  get sources(): readonly DataTrack[] {
    return this.#files().filter(({ kind }) => kind === 'variant' || kind === 'alignment');
  }

  /** Annotations, whose genes can be targets. */
  get annotations(): readonly DataTrack[] {
    return this.#files().filter(({ format }) => format === 'gff3' || format === 'gtf');
  }

  /** Tracks of the model's own head: likelihoods measure no activity. */
  get tracks(): readonly TrackInfo[] {
    const all = this.#model()?.tracks ?? [];
    return all.filter(({ role, unit }) => role !== 'likelihood' && unit !== 'bits');
  }

  get hasLikelihood(): boolean {
    return (this.#model()?.tracks ?? []).some(({ role }) => role === 'likelihood');
  }

  /** Whether ratios can be had of windows: not of a model that reads in tiles, which are windows. */
  get hasWindows(): boolean {
    return this.hasLikelihood && this.#model()?.tile === undefined && !this.haplotypes;
  }

  get source(): DataTrack | undefined {
    const { sources } = this;
    return (
      sources.find(({ id }) => id === this.#source) ??
      sources.find(({ kind }) => kind === 'variant') ??
      sources[0]
    );
  }

  chooseSource(id: string): void {
    this.#source = id;
  }

  /** True where the source is reads, whose candidates are scored. */
  get isReads(): boolean {
    return this.source?.kind === 'alignment';
  }

  /** Empty: promoters that the model predicts. */
  get targets(): string {
    return this.#targets ?? this.annotations[0]?.id ?? '';
  }

  set targets(id: string) {
    this.#targets = id;
  }

  /** Empty: expression if it is predicted, else promoters. */
  get track(): string {
    return this.tracks.some(({ id }) => id === this.#track) ? this.#track : '';
  }

  set track(id: string) {
    this.#track = id;
  }

  get haplotypes(): boolean {
    return this.wantsHaplotypes && !this.isReads && this.tracks.length > 0 && !this.wantsBackground;
  }

  get windowOnly(): boolean {
    return this.wantsWindowOnly && this.hasWindows && this.window.trim() !== '';
  }

  /** Whether effects on tracks are scored, and so what they are of is asked for. */
  get hasEffects(): boolean {
    return this.tracks.length > 0 && !this.windowOnly;
  }

  get flankFault(): boolean {
    return Number.isNaN(optionalBases(this.flank));
  }

  get windowFault(): boolean {
    const bases = optionalBases(this.window);
    return bases !== undefined && !(bases > 0 && bases % 2 === 0);
  }

  get distanceFault(): boolean {
    const bases = optionalBases(this.distance);
    return bases !== undefined && !(bases > 0);
  }

  /** Whether scores can be held against random changes: not in windows of their own, nor of haplotypes. */
  get hasRandomChanges(): boolean {
    const hasWindow = this.hasWindows && this.window.trim() !== '';
    return !this.haplotypes && !hasWindow && !this.wantsBackground;
  }

  get randomChangesFault(): boolean {
    const count = optionalBases(this.randomChanges);
    return count !== undefined && !(count >= 1 && count <= 10_000);
  }

  /** The form as a request; undefined where something is missing or no number. */
  get request(): Omit<VariantsRequest, 'project' | 'provider'> | undefined {
    const [model, { source, haplotypes }] = [this.#model(), this];
    if (!model || !source || this.flankFault) return undefined;
    if ((this.hasWindows && this.windowFault) || (this.hasEffects && this.distanceFault)) {
      return undefined;
    }
    if (this.hasRandomChanges && this.randomChangesFault) return undefined;
    const changes = this.hasRandomChanges ? optionalBases(this.randomChanges) : undefined;
    const flank = optionalBases(this.flank);
    const sample = this.sample.trim();
    return {
      source: source.id,
      ...(this.region.trim() === '' ? {} : { region: normalLocus(this.region) }),
      ...(flank === undefined ? {} : { flank }),
      model: model.id,
      masked: this.wantsMasked && this.hasLikelihood,
      ...this.#windows,
      ...(this.hasEffects ? this.#effects : {}),
      haplotypes,
      ...(haplotypes && this.unphased !== 'as-written' ? { unphased: this.unphased } : {}),
      ...(this.isReads || sample === '' ? {} : { sample }),
      ...(changes === undefined ? {} : { background: changes }),
      ...(this.hasReadings && this.readings.chosen),
    };
  }

  /** Whether answers can be told apart: not in windows alone, nor in a background. */
  get hasReadings(): boolean {
    return !this.windowOnly && !this.wantsBackground;
  }

  get #windows(): Pick<VariantsRequest, 'window' | 'windowOnly'> {
    const window = this.hasWindows ? optionalBases(this.window) : undefined;
    if (window === undefined) return {};
    return { window, ...(this.windowOnly ? { windowOnly: true } : {}) };
  }

  get #effects(): Partial<VariantsRequest> {
    const { targets, track } = this;
    const distance = optionalBases(this.distance);
    const aggregate = this.aggregate.trim();
    return {
      ...(targets === '' ? {} : { targets }),
      ...(track === '' ? {} : { targetTrack: track }),
      // A haplotype has no one place to look round.
      ...(this.haplotypes
        ? {}
        : {
            ...(distance === undefined ? {} : { distance }),
            ...(this.wantsSpliceAi && targets !== '' ? { likeSpliceAi: true } : {}),
            ...(aggregate === '' ? {} : { aggregate }),
          }),
    };
  }
}

/** Undefined where nothing is typed, NaN where it is no number of bases. */
function optionalBases(text: string): number | undefined {
  return text.trim() === '' ? undefined : baseCount(text);
}
