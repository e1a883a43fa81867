import { defined, type Span } from '../../../contract/index.ts';
import type { BinPieces, PerturbationResult } from '../../../engine/index.ts';
import type { ReferencePart } from '../../perturbations/index.ts';
import type { AnnotatedGene, SeenVariant } from '../scorers/index.ts';

/** What a result is of: a variant; or a gene with N outside it, without the variant and with it. */
export type ReadingOwner =
  | { readonly kind: 'variant'; readonly variant: number; readonly gene?: undefined }
  | {
      readonly kind: 'without' | 'withVariant';
      readonly variant: number;
      readonly gene: AnnotatedGene;
    };

/** All that was read for a variant and its genes. */
export type WholeReading = Pick<SeenVariant, 'part' | 'result' | 'outside'>;

interface OpenReading {
  left: number;
  seen?: Pick<SeenVariant, 'part' | 'result'>;
  readonly genes: Map<AnnotatedGene, Partial<OutsideResults>>;
}

type OutsideResults =
  NonNullable<SeenVariant['outside']> extends ReadonlyMap<unknown, infer R> ? R : never;

/**
 * What was read for variants with N outside their genes, until all of it is there for one. Only values near the
 * variant are held, for a batch of variants with all that was read would fill the memory.
 */
export class HeldReadings {
  readonly #open = new Map<number, OpenReading>();
  /** bp a value, by output that gives tracks. */
  readonly #bins: readonly number[];

  constructor(owners: readonly ReadingOwner[], bins: readonly number[]) {
    this.#bins = bins;
    for (const { kind, variant } of owners) {
      if (kind === 'variant') continue;
      const own = this.#open.get(variant) ?? { left: 1, genes: new Map() };
      own.left += 1;
      this.#open.set(variant, own);
    }
  }

  /** Whether a variant waits for results besides its own. */
  waits(variant: number): boolean {
    return this.#open.has(variant);
  }

  /** Takes a result, of which what lies `near` is kept; gives all of a variant's back with the last one. */
  take(
    { kind, variant, gene }: ReadingOwner,
    { part, result }: { readonly part: ReferencePart; readonly result: PerturbationResult },
    near: Span,
  ): WholeReading | undefined {
    const own = defined(this.#open.get(variant));
    const cut = (bins: BinPieces | undefined) => bins && binsWithin(bins, this.#bins, near);
    const kept = { bins: cut(result.bins) };
    const keptPart = { ...part, bins: cut(part.bins) };
    if (kind === 'variant') own.seen = { part: keptPart, result: kept };
    else own.genes.set(gene, { ...own.genes.get(gene), part: keptPart, [kind]: kept });
    own.left -= 1;
    if (own.left > 0) return undefined;
    this.#open.delete(variant);
    return { ...defined(own.seen), outside: new Map([...own.genes].map(wholeOf)) };
  }
}

function wholeOf([gene, { part, without, withVariant }]: [
  AnnotatedGene,
  Partial<OutsideResults>,
]): [AnnotatedGene, OutsideResults] {
  const both = { without: defined(without), withVariant: defined(withVariant) };
  return [gene, { part: defined(part), ...both }];
}

/** Copies of the values of the bins that overlap a span, bp. */
function binsWithin(pieces: BinPieces, bins: readonly number[], { start, end }: Span): BinPieces {
  return pieces.map(({ first, values }, output) => {
    const bin = defined(bins[output]);
    const count = values[0]?.length ?? 0;
    const from = Math.min(count, Math.max(0, Math.floor(start / bin) - first));
    const to = Math.max(from, Math.min(count, Math.ceil(end / bin) - first));
    return { first: first + from, values: values.map((own) => own.slice(from, to)) };
  });
}
