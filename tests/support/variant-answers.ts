import { join } from 'node:path';
import { largestEffect, type VariantRow } from '../../src-main/contract/index.ts';
import { openVcf } from '../../src-main/formats/open-vcf/index.ts';
import { readGff3, type GffFeature } from '../../src-main/formats/gff/index.ts';
import { root } from './paths.ts';

const tutorial = join(root, 'resources/tutorial');

/** What a variant of the tutorial truly does. */
export interface Answer {
  readonly truth: string;
  /** Promoters as `contig:start`, 1-based. */
  readonly affected: readonly string[];
}

/** How well scores agree with the truth of a contig; shares of 1. */
export interface Judgement {
  readonly losses: number;
  readonly neutral: number;
  /** Of all pairs of a loss and a neutral variant: the loss has the larger effect. */
  readonly pairsInOrder: number;
  /** Of the losses: the effect is larger than that of every neutral variant. */
  readonly aboveAllNeutral: number;
  /** Of the promoters that were named, by 0.1 or more: truly affected. */
  readonly precision: number;
  /** Of those truly affected: named. */
  readonly recall: number;
  readonly named: number;
  readonly affected: number;
  /** Truly affected, not named. */
  readonly missed: readonly string[];
}

/** The answers by the variants' places, 0-based. */
export async function readAnswers(contig: string): Promise<Map<number, Answer>> {
  const answers = new Map<number, Answer>();
  const vcf = await openVcf(join(tutorial, 'truth.variants.vcf'));
  for await (const record of vcf.records()) {
    if (record.broken) throw new Error(record.problem);
    if (record.contig !== contig) continue;
    const field = (key: string) => new RegExp(`${key}=([^;]*)`).exec(record.info)?.[1];
    const affected = field('AFFECTED')?.split(',') ?? [];
    answers.set(record.pos, { truth: field('TRUTH')!, affected });
  }
  return answers;
}

/** The promoters of genes, as the answers name them. */
export function affectedPromoters(
  features: readonly GffFeature[],
  genes: readonly string[],
): string[] {
  return genes.map((name) => {
    const of = (key: string, value: string) =>
      features.find(({ attributes }) => attributes[key]?.[0] === value)!;
    const { attributes } = of('Name', name);
    const { contig, start } = of('ID', attributes['promoter']![0]!);
    return `${contig}:${start + 1}`;
  });
}

/** Holds the rows of the tutorial's sample against the truth; rows tell of effects from 0.1 on. */
export async function judge(rows: readonly VariantRow[], contig: string): Promise<Judgement> {
  const answers = await readAnswers(contig);
  const features = await readGff3(join(tutorial, 'tutorial.gff3'));
  const effects = { loss: [] as number[], neutral: [] as number[] };
  let [named, affected] = [0, 0];
  const missed: string[] = [];
  for (const { stated, scores } of rows) {
    const answer = answers.get(stated!.pos)!;
    const kind = answer.truth === 'neutral' ? 'neutral' : 'loss';
    effects[kind].push(largestEffect(scores!));
    const genes = scores!.distal.map(({ target }) => target.gene!);
    const promoters = new Set(affectedPromoters(features, genes));
    named += promoters.size;
    affected += answer.affected.length;
    missed.push(...answer.affected.filter((promoter) => !promoters.has(promoter)));
  }
  const right = affected - missed.length;
  const pairs = effects.loss.flatMap((loss) => effects.neutral.map((neutral) => loss > neutral));
  const highest = Math.max(...effects.neutral);
  const share = (values: readonly boolean[]) => values.filter(Boolean).length / values.length;
  return {
    losses: effects.loss.length,
    neutral: effects.neutral.length,
    pairsInOrder: share(pairs),
    aboveAllNeutral: share(effects.loss.map((loss) => loss > highest)),
    precision: right / named,
    recall: right / affected,
    named,
    affected,
    missed,
  };
}
