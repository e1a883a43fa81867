import type {
  DataTrack,
  EffectsRequest,
  ModelCard,
  TrackInfo,
} from '../../../src-main/contract/index.ts';
import { baseCount, decimal } from '../../format/index.ts';
import { ReadingForm } from './reading-form.svelte.ts';

/** What a person has filled in to knock elements out; nothing chosen stands for what fits best. */
export class EffectForm {
  readonly #model: () => ModelCard | undefined;
  readonly #files: () => readonly DataTrack[];
  flank = $state('');
  kind = $state<'track' | 'tile' | 'bed'>('track');
  #elementTrack = $state<string>();
  elementThreshold = $state('0.5');
  tile = $state('500');
  #bed = $state<string>();
  #targets = $state<string>();
  #readout = $state<string>();
  knockOut = $state<'n' | 'shuffle'>('n');
  times = $state('3');
  /** Random places beside each element; empty: none. */
  background = $state('');
  readonly readings: ReadingForm;
  /** Ids of models whose answers are wanted, too. */
  compared = $state<string[]>([]);
  readonly #models: () => readonly ModelCard[];

  constructor(
    model: () => ModelCard | undefined,
    files: () => readonly DataTrack[],
    models: () => readonly ModelCard[],
  ) {
    this.#model = model;
    this.#files = files;
    this.#models = models;
    this.readings = new ReadingForm(model);
  }

  /** Other models with a track of the readout's name and unit. */
  get comparable(): readonly ModelCard[] {
    const readout = this.tracks.find(({ id }) => id === this.readout);
    return this.#models().filter(
      ({ id, tracks }) =>
        id !== this.#model()?.id &&
        tracks.some((one) => one.id === readout?.id && one.unit === readout.unit),
    );
  }

  get #chosenReadings(): EffectsRequest['readings'] {
    const known = this.comparable.map(({ id }) => id);
    const models = this.compared.filter((id) => known.includes(id));
    const chosen = { ...this.readings.chosen, ...(models.length > 0 && { models }) };
    return Object.keys(chosen).length > 0 ? chosen : undefined;
  }

  get flankFault(): boolean {
    return this.flank.trim() !== '' && Number.isNaN(baseCount(this.flank));
  }

  /** Tracks of the model's own head: likelihoods measure no activity. */
  get tracks(): readonly TrackInfo[] {
    const all = this.#model()?.tracks ?? [];
    return all.filter(({ unit, role }) => role !== 'likelihood' && unit !== 'bits');
  }

  /** BED files, whose regions can be knocked out. */
  get beds(): readonly DataTrack[] {
    return this.#files().filter(({ format }) => format === 'bed');
  }

  /** Annotations, whose genes can be targets. */
  get annotations(): readonly DataTrack[] {
    return this.#files().filter(({ format }) => format === 'gff3' || format === 'gtf');
  }

  get elementTrack(): string | undefined {
    return this.#known(this.#elementTrack) ?? this.#ofRole('enhancer') ?? this.tracks[0]?.id;
  }

  set elementTrack(id: string | undefined) {
    this.#elementTrack = id;
  }

  get bed(): string | undefined {
    return (this.beds.find(({ id }) => id === this.#bed) ?? this.beds[0])?.id;
  }

  set bed(id: string | undefined) {
    this.#bed = id;
  }

  /** Empty: promoters that the model predicts. */
  get targets(): string {
    if (this.#targets === '') return '';
    const { annotations } = this;
    return (annotations.find(({ id }) => id === this.#targets) ?? annotations[0])?.id ?? '';
  }

  set targets(id: string) {
    this.#targets = id;
  }

  get readout(): string | undefined {
    return (
      this.#known(this.#readout) ??
      this.#ofRole('expression') ??
      this.#ofRole('promoter') ??
      this.tracks[0]?.id
    );
  }

  set readout(id: string | undefined) {
    this.#readout = id;
  }

  /** The form as a request; undefined where something is missing or no number. */
  get request():
    | Pick<
        EffectsRequest,
        'flank' | 'elements' | 'targets' | 'targetTrack' | 'knockOut' | 'background' | 'readings'
      >
    | undefined {
    const { elements, readout, targets, flank } = this;
    const readings = this.#chosenReadings;
    const times = baseCount(this.times);
    const count = this.knockOut === 'n' || (times >= 1 && times <= 1000);
    const places = this.background.trim() === '' ? undefined : baseCount(this.background);
    const isNumber = places === undefined || (places >= 1 && places <= 10_000);
    if (!elements || !readout || !count || !isNumber || this.flankFault) return undefined;
    return {
      ...(flank.trim() === '' ? {} : { flank: baseCount(flank) }),
      ...(targets === '' ? {} : { targets }),
      ...{ elements, targetTrack: readout },
      knockOut: this.knockOut === 'n' ? { kind: 'n' } : { kind: 'shuffle', times },
      ...(places === undefined ? {} : { background: places }),
      ...(readings && { readings }),
    };
  }

  get elements(): EffectsRequest['elements'] | undefined {
    if (this.kind === 'track') {
      const threshold = decimal(this.elementThreshold);
      const { elementTrack: track } = this;
      return track && Number.isFinite(threshold) ? { kind: 'track', track, threshold } : undefined;
    }
    if (this.kind === 'tile') {
      const bp = baseCount(this.tile);
      return bp > 0 ? { kind: 'tile', bp } : undefined;
    }
    return this.bed === undefined ? undefined : { kind: 'bed', file: this.bed };
  }

  #known(id: string | undefined): string | undefined {
    return this.tracks.find((track) => track.id === id)?.id;
  }

  #ofRole(role: string): string | undefined {
    return this.tracks.find((track) => track.role === role)?.id;
  }
}
