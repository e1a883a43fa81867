import { describe, expect, it } from 'vitest';
import { readGff3 } from '../../src-main/formats/gff/index.ts';
import { tokenOf } from '../../src-main/sequence/index.ts';
import { auroc } from '../../src-main/analysis/metrics/index.ts';
import { readPromoters } from '../../src-main/analysis/tutorial/index.ts';
import { findMotif } from '../support/find-motif.ts';
import { referenceModels } from '../support/paths.ts';
import { Random } from '../support/random.ts';
import { runPass } from '../support/run-pass.ts';
import { temporaryFolder } from '../support/temporary-folder.ts';
import { tutorialContig } from '../support/tutorial-genome.ts';
import {
  motifs,
  promotersOf,
  writeGenome,
  type Element,
  type ElementKind,
  type SyntheticGenome,
} from '../support/tutorial-grammar.ts';
import { tutorialAnnotation } from '../support/tutorial-truth.ts';

const kinds = Object.keys(motifs) as ElementKind[];

/** As `build_genome.py` made chrT2. */
const likeChrT2 = { domain: 5_000, promoters: 1.5, enhancers: 0.5 } as const;
const length = 200_000;

describe('a genome written by the grammar', () => {
  const genome = writeGenome(new Random(1), length, likeChrT2);

  it('is the same from the same seed, and another from another', () => {
    const write = (seed: number) => writeGenome(new Random(seed), 20_000, likeChrT2);
    expect(write(1)).toEqual(write(1));
    expect(write(2).tokens).not.toEqual(write(1).tokens);
  });

  it('has its motifs where it says, and nowhere else', () => {
    for (const kind of kinds) {
      const told = elementsOf(genome, kind).map(({ start, strand }) => ({ start, strand }));
      expect(told.length).toBeGreaterThan(10);
      expect(new Set(told.map(({ strand }) => strand))).toEqual(new Set(['+', '-']));
      const found = findMotif(genome.tokens, motifs[kind]);
      expect(found).toEqual(told.toSorted((a, b) => a.start - b.start));
    }
  });

  it('has active promoters wherever no insulator parts them from an enhancer', () => {
    const [enhancers, insulators] = (['enhancer', 'insulator'] as const).map((kind) =>
      findMotif(genome.tokens, motifs[kind]).map(({ start }) => start),
    ) as [number[], number[]];
    const promoters = promotersOf(genome, 'fresh');
    const parted = (a: number, b: number) =>
      insulators.some((insulator) => insulator > Math.min(a, b) && insulator < Math.max(a, b));
    for (const { position, active, enhancerDistance } of promoters) {
      const acting = enhancers.filter((enhancer) => !parted(enhancer, position));
      // The middle of an enhancer is 7 bp behind its first base.
      const distances = acting.map((enhancer) => Math.abs(enhancer + 7 - position));
      expect(active).toBe(acting.length > 0);
      expect(enhancerDistance).toBe(acting.length > 0 ? Math.min(...distances) : undefined);
    }
    expect(new Set(promoters.map(({ active }) => active))).toEqual(new Set([true, false]));
  });
});

describe('the grammar', () => {
  it('finds the motifs of the shipped genome where the annotation has them', async () => {
    const tokens = tutorialContig('chrT2');
    const features = (await readGff3(tutorialAnnotation)).filter(
      ({ contig }) => contig === 'chrT2',
    );
    for (const kind of kinds) {
      const annotated = features.filter(({ type }) => type === kind).map(({ start }) => start);
      const found = findMotif(tokens, motifs[kind]).map(({ start }) => start);
      expect(found).toEqual(annotated.toSorted((a, b) => a - b));
    }
  });

  /** Mean and standard deviation over 800 genomes as long by `simulate` of `grammar.py`. */
  const expected = {
    domains: [32.18, 4.33],
    enhancers: [20.67, 4.92],
    promoters: [48.4, 9.81],
    activePromoters: [24.04, 7.3],
    logDistance: [6.958, 0.311],
    nearMisses: [54.86, 7.04],
    halfEnhancers: [65.1, 8.26],
    halfPromoters: [80.23, 12.59],
    gc: [0.431, 0.04],
  } as const satisfies Record<keyof Statistics, readonly [number, number]>;
  const names = Object.keys(expected) as (keyof Statistics)[];

  it('writes what the one of the training wrote, on average', () => {
    const random = new Random(3);
    const genomes = Array.from({ length: 60 }, () => {
      const genome = writeGenome(random, length, likeChrT2);
      return statistics({
        tokens: genome.tokens,
        domains: genome.domains.length,
        enhancers: elementsOf(genome, 'enhancer').length,
        promoters: promotersOf(genome, 'fresh'),
      });
    });
    for (const name of names) {
      const [center, deviation] = expected[name];
      const mean = genomes.reduce((sum, one) => sum + one[name], 0) / genomes.length;
      const off = Math.abs(mean - center) / (deviation / Math.sqrt(genomes.length));
      expect(off, `${name}: ${mean}, not ${center}`).toBeLessThan(3.5);
    }
  });

  it('could have written the shipped genome', async () => {
    const features = (await readGff3(tutorialAnnotation)).filter(
      ({ contig }) => contig === 'chrT2',
    );
    const shipped = statistics({
      tokens: tutorialContig('chrT2'),
      domains: 1 + features.filter(({ type }) => type === 'insulator').length,
      enhancers: features.filter(({ type }) => type === 'enhancer').length,
      promoters: await readPromoters(tutorialAnnotation, 'chrT2'),
    });
    for (const name of names) {
      const [center, deviation] = expected[name];
      expect(Math.abs(shipped[name] - center) / deviation, name).toBeLessThan(3);
    }
  });
});

it('the shipped Hawk tells the active promoters of a fresh genome as it does those of chrT2', async () => {
  const genome = writeGenome(new Random(4), length, likeChrT2);
  const model = referenceModels['hawk-tutorial'];
  const job = { model, tokens: genome.tokens, graphs: temporaryFolder(), threads: 2 };
  const { tracks } = await runPass({ ...job, raw: { start: 0, end: 0 } });
  const promoters = promotersOf(genome, 'fresh');
  const scores = promoters.map(({ position }) => tracks[3]![Math.floor(position / 128)]!);
  // On chrT2 it is 1.000.
  expect(
    auroc(
      scores,
      promoters.map(({ active }) => active),
    ),
  ).toBeGreaterThan(0.99);
});

interface Statistics {
  readonly domains: number;
  readonly enhancers: number;
  readonly promoters: number;
  readonly activePromoters: number;
  /** Mean natural logarithm of the bp from an active promoter to its nearest enhancer. */
  readonly logDistance: number;
  /** Motifs with one wrong base. */
  readonly nearMisses: number;
  readonly halfEnhancers: number;
  readonly halfPromoters: number;
  readonly gc: number;
}

function statistics(known: {
  readonly tokens: Uint8Array;
  readonly domains: number;
  readonly enhancers: number;
  readonly promoters: readonly { readonly enhancerDistance: number | undefined }[];
}): Statistics {
  const { tokens, domains, enhancers, promoters } = known;
  const distances = promoters.flatMap(({ enhancerDistance }) => enhancerDistance ?? []);
  const strong = tokens.filter((token) => token === tokenOf.C || token === tokenOf.G);
  return {
    ...{ domains, enhancers, promoters: promoters.length, activePromoters: distances.length },
    logDistance: distances.reduce((sum, one) => sum + Math.log(one), 0) / distances.length,
    nearMisses: kinds.flatMap((kind) => findMotif(tokens, motifs[kind], 1)).length,
    halfEnhancers: findMotif(tokens, motifs.enhancer.slice(0, 7)).length,
    halfPromoters: findMotif(tokens, motifs.promoter.slice(2, 10)).length,
    gc: strong.length / tokens.length,
  };
}

function elementsOf({ insulators, domains }: SyntheticGenome, kind: ElementKind): Element[] {
  const inDomains = domains.flatMap(({ enhancers, promoters }) => [...enhancers, ...promoters]);
  return [...insulators, ...inDomains].filter((element) => element.kind === kind);
}
