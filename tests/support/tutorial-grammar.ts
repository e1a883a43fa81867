import type { TutorialPromoter } from '../../src-main/analysis/tutorial/promoters.ts';
import { MotifBoard, type MotifPlace } from './motif-board.ts';
import type { Random } from './random.ts';

export type ElementKind = 'enhancer' | 'insulator' | 'promoter';

/** The motifs on the forward strand. */
export const motifs: Readonly<Record<ElementKind, string>> = {
  enhancer: 'TGACTCACCGGAAGT',
  insulator: 'CCACCAGGTGGCAGTG',
  promoter: 'GCTATAAAAGGGCCGC',
};

/** A motif that acts; 0-based half-open. */
export interface Element {
  readonly kind: ElementKind;
  readonly start: number;
  readonly end: number;
  readonly strand: '+' | '-';
}

/** What lies from one insulator to the next. Its promoters are active if it holds an enhancer. */
interface Domain {
  /** First base of the insulator on its left, 0-based; 0 in the first domain. */
  readonly start: number;
  readonly end: number;
  readonly enhancers: readonly Element[];
  readonly promoters: readonly Element[];
}

export interface SyntheticGenome {
  /** Token ids. */
  readonly tokens: Uint8Array;
  readonly insulators: readonly Element[];
  /** From left to right, without a gap. */
  readonly domains: readonly Domain[];
}

export interface GrammarSettings {
  /** bp; the median length of a domain. */
  readonly domain: number;
  /** Mean number of promoters a domain, whatever its length. */
  readonly promoters: number;
  /** Share of domains with an enhancer; of those, three in ten have two. */
  readonly enhancers: number;
}

/**
 * A fresh genome by the tutorial's grammar: the distributions of `simulate` in
 * `native-models/training/grammar.py`, drawn from other random numbers.
 */
export function writeGenome(
  random: Random,
  length: number,
  settings: GrammarSettings,
): SyntheticGenome {
  const board = new MotifBoard(random, length, random.between(0.36, 0.5));
  const element = (kind: ElementKind, place: MotifPlace | undefined): Element[] =>
    place ? [{ kind, ...place, end: place.start + motifs[kind].length }] : [];
  const borders = drawBorders(random, length, settings.domain);
  const insulators = borders.flatMap((border) =>
    element('insulator', board.write(motifs.insulator, border)),
  );
  const domains = [0, ...borders].map((start, i): Domain => {
    const end = borders[i] ?? length;
    const scatter = (kind: ElementKind, count: number): Element[] =>
      times(count, () => element(kind, board.place(motifs[kind], start, end)));
    const holdsEnhancer = random.next() < settings.enhancers;
    const enhancers = scatter('enhancer', holdsEnhancer ? (random.next() < 0.3 ? 2 : 1) : 0);
    const promoters = scatter('promoter', random.poisson(settings.promoters));
    times(random.poisson(Math.max(0.8, (end - start) / 2_000)), () => {
      board.place(drawDecoy(random), start, end);
      return [];
    });
    return { start, end, enhancers, promoters };
  });
  return { tokens: board.tokens, insulators, domains };
}

/** A promoter with what the grammar knows of it. */
export interface GrammarPromoter extends TutorialPromoter {
  readonly domain: Domain;
}

/** All promoters of a genome, in the terms of the shipped tutorial's annotation. */
export function promotersOf({ domains }: SyntheticGenome, contig: string): GrammarPromoter[] {
  return domains.flatMap((domain) =>
    domain.promoters.map((promoter) => {
      const position = middle(promoter);
      const distances = domain.enhancers.map((enhancer) => Math.abs(middle(enhancer) - position));
      return {
        contig,
        position,
        active: distances.length > 0,
        enhancerDistance: distances.length > 0 ? Math.min(...distances) : undefined,
        domain,
      };
    }),
  );
}

/** The base in the middle of a motif, 0-based. */
export function middle({ start, end }: Element): number {
  return Math.floor((start + end) / 2);
}

function drawBorders(random: Random, length: number, domain: number): number[] {
  const borders: number[] = [];
  for (let position = 0, last = 0; ; last = position) {
    position += Math.floor(domain * Math.exp(0.7 * random.normal()));
    position = Math.max(position, last + 300);
    if (position >= length - 100) return borders;
    borders.push(position);
  }
}

const { enhancer, insulator, promoter } = motifs;

/** Parts of motifs, which do nothing, and whole ones, which do nothing once a base is wrong. */
const decoys = [
  ...[enhancer.slice(0, 7), enhancer.slice(7), insulator.slice(0, 8), insulator.slice(8)],
  promoter.slice(2, 10),
  ...[enhancer, insulator, promoter, enhancer, insulator, promoter],
];

function drawDecoy(random: Random): string {
  const decoy = decoys[random.below(decoys.length)]!;
  if (decoy.length <= 8) return decoy;
  const at = random.below(decoy.length);
  const others = [...'ACGT'].filter((base) => base !== decoy[at]);
  return decoy.slice(0, at) + others[random.below(3)]! + decoy.slice(at + 1);
}

function times<T>(count: number, draw: () => T[]): T[] {
  return Array.from({ length: count }, draw).flat();
}
