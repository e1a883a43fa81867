import {
  largestDistal,
  largestLocal,
  type Contig,
  type ListedVariant,
  type Region,
  type VariantSet,
} from '../../../src-main/contract/index.ts';
import { regionAround, regionNear, variantLoci } from '../../locus/index.ts';

/** A row whose alleles are drawn over the genome. */
export interface OpenedVariant extends ListedVariant {
  readonly set: string;
  /** Track that is drawn. */
  readonly track: string;
}

/** What is seen of an opened variant: its place and its gene side by side, both in one view, or one of them. */
export type VariantSight = 'side by side' | 'one view' | 'variant' | 'target';

/** What an opened variant needs of the window round it. */
export interface OpenedVariantContext {
  readonly contigs: () => readonly Contig[];
  /** What is seen side by side now. */
  readonly loci: () => readonly Region[];
  readonly showLoci: (loci: readonly Region[], active: number) => Promise<void>;
  /** Has reads be sorted by the base that they have there. */
  readonly sortReads: (place: Region) => void;
}

/** The variant that one looks at: its alleles are drawn, its gene is beside it. */
export class OpenedVariantState {
  readonly #context: OpenedVariantContext;
  #now = $state.raw<OpenedVariant>();
  /** How variants are seen: as the last one was. */
  #sight = $state<'side by side' | 'one view'>('side by side');
  /** A track that a person chose, for other variants too. */
  #track: string | undefined;
  /** What was seen before the first of several that were opened one after the other. */
  #before: readonly Region[] | undefined;

  constructor(context: OpenedVariantContext) {
    this.#context = context;
  }

  get now(): OpenedVariant | undefined {
    return this.#now;
  }

  get sight(): 'side by side' | 'one view' {
    return this.#sight;
  }

  /** Goes to a variant and draws both of its alleles, where it is alone and has scores. */
  async open(row: ListedVariant, set: VariantSet): Promise<void> {
    const { variant } = row;
    const track = this.#trackOf(row, set);
    const isAlone = variant.scores !== undefined && variant.applied === undefined;
    if (!isAlone || track === undefined) {
      this.forget();
      const region = regionAround(variant, this.#context.contigs());
      if (region) await this.#context.showLoci([region], 0);
      return;
    }
    this.#before ??= this.#context.loci();
    this.#now = { ...row, set: set.id, track };
    if (variant.place) this.#context.sortReads(variant.place);
    await this.see(this.#sight);
  }

  /** The readout where the variant acts on it, else what changes most where it stands. */
  #trackOf({ variant: { scores } }: ListedVariant, set: VariantSet): string | undefined {
    if (this.#track !== undefined && set.tracks.includes(this.#track)) return this.#track;
    if (largestDistal(scores)) return set.track;
    return largestLocal(scores)?.track ?? set.track;
  }

  /** Draws another track. */
  chooseTrack(track: string): void {
    this.#track = track;
    if (this.#now) this.#now = { ...this.#now, track };
  }

  async see(sight: VariantSight): Promise<void> {
    if (!this.#now) return;
    if (sight === 'side by side' || sight === 'one view') this.#sight = sight;
    const { variant } = this.#now;
    const contigs = this.#context.contigs();
    const { loci, own } = variantLoci(variant, contigs);
    if (sight === 'side by side') return this.#context.showLoci(loci, own);
    const target = largestDistal(variant.scores)?.target;
    const near = sight === 'variant' ? variant.place : target;
    const region =
      sight === 'one view' ? regionAround(variant, contigs) : near && regionNear(near, contigs);
    if (region) await this.#context.showLoci([region], 0);
  }

  /** Nothing is opened any more; what is seen stays. */
  forget(): void {
    this.#now = undefined;
    this.#before = undefined;
  }

  /** Closes it and goes back to what was seen before. */
  async close(): Promise<void> {
    const before = this.#before;
    this.forget();
    if (before && before.length > 0) await this.#context.showLoci(before, 0);
  }
}
