import type {
  BaseMapRequest,
  BaseQuestion,
  DataTrack,
  ModelCard,
  TrackInfo,
} from '../../../src-main/contract/index.ts';
import { baseCount } from '../../format/index.ts';

/** A map of bases that something in the window asks for; what is absent is left to the form. */
export interface WantedBaseMap {
  readonly kind: BaseQuestion['kind'];
  /** As a person writes it; what is visible where absent. */
  readonly region?: string | undefined;
  readonly track?: string | undefined;
  /** A gene or a region. */
  readonly at?: string | undefined;
}

/** Of the select of readouts: no track has a blank in its id. */
export const likelihoodReadout = 'of the base';

/** What a person has filled in to map bases; nothing chosen stands for what fits best. */
export class BaseMapForm {
  readonly #model: () => ModelCard | undefined;
  readonly #files: () => readonly DataTrack[];
  flank = $state('');
  #readout = $state<string>();
  at = $state('');
  masked = $state(false);
  #annotation = $state<string>();

  constructor(model: () => ModelCard | undefined, files: () => readonly DataTrack[]) {
    this.#model = model;
    this.#files = files;
  }

  /** Fills in what something else in the window asks for. */
  fill({ track, at }: WantedBaseMap): void {
    if (track !== undefined) this.#readout = track;
    this.at = at ?? '';
  }

  get flankFault(): boolean {
    return this.flank.trim() !== '' && Number.isNaN(baseCount(this.flank));
  }

  /** Tracks of the model's own head. */
  get tracks(): readonly TrackInfo[] {
    const all = this.#model()?.tracks ?? [];
    return all.filter(({ unit, role }) => role !== 'likelihood' && unit !== 'bits');
  }

  /** Whether the model predicts bases. */
  get hasLikelihood(): boolean {
    return this.#model()?.tracks.some(({ role }) => role === 'likelihood') ?? false;
  }

  /** Annotations, whose genes can be named. */
  get annotations(): readonly DataTrack[] {
    return this.#files().filter(({ format }) => format === 'gff3' || format === 'gtf');
  }

  get annotation(): string | undefined {
    const { annotations } = this;
    return (annotations.find(({ id }) => id === this.#annotation) ?? annotations[0])?.id;
  }

  set annotation(id: string | undefined) {
    this.#annotation = id;
  }

  /** A track's id, or `likelihoodReadout`. */
  get readout(): string | undefined {
    if (this.#readout === likelihoodReadout && this.hasLikelihood) return likelihoodReadout;
    return (
      this.tracks.find(({ id }) => id === this.#readout)?.id ??
      this.#ofRole('expression') ??
      this.#ofRole('promoter') ??
      this.tracks[0]?.id ??
      (this.hasLikelihood ? likelihoodReadout : undefined)
    );
  }

  set readout(id: string | undefined) {
    this.#readout = id;
  }

  /** The form as a request for one kind of map; undefined where something is missing or no number. */
  request(kind: BaseQuestion['kind']): Pick<BaseMapRequest, 'flank' | 'question'> | undefined {
    const { flank, flankFault } = this;
    const question = this.#question(kind);
    if (flankFault || !question) return undefined;
    return { ...(flank.trim() === '' ? {} : { flank: baseCount(flank) }), question };
  }

  #question(kind: BaseQuestion['kind']): BaseQuestion | undefined {
    const { readout: track, masked, annotation } = this;
    if (kind === 'dependencies') return this.hasLikelihood ? { kind } : undefined;
    if (track === undefined) return undefined;
    if (track === likelihoodReadout) return { kind, readout: { kind: 'likelihood', masked } };
    const at = this.at.trim();
    const readout = { kind: 'track', track, ...(at !== '' && { at }) } as const;
    return { kind, readout, ...(at !== '' && annotation !== undefined && { annotation }) };
  }

  #ofRole(role: string): string | undefined {
    return this.tracks.find((track) => track.role === role)?.id;
  }
}
