/**
 * How tracks and calls of genes are held against the annotation of `resources/yeast`, by the rules of
 * the card. Coordinates are 0-based half-open.
 */
import type { GeneCall } from '../../src-main/analysis/genes/index.ts';
import { auroc, averagePrecisionOf } from '../../src-main/analysis/metrics/index.ts';
import {
  codingLength,
  compareGenes,
  sharedCoding,
  type YeastGene,
  type Draft,
} from '../../src-main/analysis/tutorial/index.ts';
import { defined, type TrackValues } from '../../src-main/contract/index.ts';
import { readingFrames } from '../../src-main/sequence/index.ts';

/** For each strand-bound track: 1 where a base is what the track tells of. */
export type BaseLabels = Readonly<Record<string, Uint8Array>>;

/** bp before a start codon that count as promoter, and after a stop codon as downstream, where nothing codes. */
const [promoterLength, downstreamLength] = [300, 150];

export function baseLabels(genes: readonly YeastGene[], length: number): BaseLabels {
  const ids = ['cds', 'promoter', 'downstream'].flatMap((id) => [`${id}_plus`, `${id}_minus`]);
  const labels: Record<string, Uint8Array> = {};
  for (const id of ids) labels[id] = new Uint8Array(length);
  const coding = new Uint8Array(length);
  for (const { strand, coding: parts } of genes) {
    for (const { start, end } of parts) {
      coding.fill(1, start, end);
      defined(labels[strand === '+' ? 'cds_plus' : 'cds_minus']).fill(1, start, end);
    }
  }
  for (const { start, end, strand } of genes) {
    const before = (bp: number) => [Math.max(0, start - bp), start] as const;
    const after = (bp: number) => [end, Math.min(length, end + bp)] as const;
    const suffix = strand === '+' ? 'plus' : 'minus';
    const promoter = strand === '+' ? before(promoterLength) : after(promoterLength);
    const downstream = strand === '+' ? after(downstreamLength) : before(downstreamLength);
    for (const [id, [from, to]] of [
      ['promoter', promoter],
      ['downstream', downstream],
    ] as const) {
      const label = defined(labels[`${id}_${suffix}`]);
      for (let i = from; i < to; i++) if (coding[i] === 0) label[i] = 1;
    }
  }
  return labels;
}

/** The labels of a draft of the same sequence. */
export function draftLabels(labels: BaseLabels, { sequence, map }: Draft): BaseLabels {
  const moved = Object.entries(labels).map(([id, values]) => {
    const at = (_: unknown, i: number) => values[defined(map.toReference(i)).position] ?? 0;
    return [id, Uint8Array.from({ length: sequence.length }, at)] as const;
  });
  return Object.fromEntries(moved);
}

/** True for each whole bin of which half or more has the label. */
export function binLabels(label: Uint8Array, bin: number): boolean[] {
  return Array.from({ length: Math.floor(label.length / bin) }, (_, b) => {
    let sum = 0;
    for (let i = b * bin; i < (b + 1) * bin; i++) sum += label[i] ?? 0;
    return 2 * sum >= bin;
  });
}

export interface TrackFigures {
  readonly auroc: number;
  readonly auprc: number;
  /** At 0.5. */
  readonly precision: number;
  readonly recall: number;
}

/** How well values tell bins; `called` from `threshold` on. */
export function trackFigures(
  values: ArrayLike<number>,
  labels: readonly boolean[],
  threshold = 0.5,
): TrackFigures {
  const scores = labels.map((_, i) => values[i] ?? 0);
  let [both, called, positive] = [0, 0, 0];
  for (const [i, score] of scores.entries()) {
    const isCalled = score >= threshold;
    if (isCalled) called += 1;
    if (labels[i]) positive += 1;
    if (isCalled && labels[i]) both += 1;
  }
  return {
    auroc: auroc(scores, labels),
    auprc: averagePrecisionOf(scores, labels)(),
    precision: both / called,
    recall: both / positive,
  };
}

/** As scores of bins: length of the longest reading frame of 300 bp or more that covers them. */
export function frameScores(sequence: string, strand: '+' | '-', bin: number): number[] {
  const bases = new Float64Array(sequence.length);
  const frames = readingFrames(sequence, 300).filter((frame) => frame.strand === strand);
  for (const { start, end } of frames.sort((a, b) => a.end - a.start - (b.end - b.start))) {
    bases.fill(end - start, start, end);
  }
  return Array.from({ length: Math.floor(bases.length / bin) }, (_, b) => {
    let sum = 0;
    for (let i = b * bin; i < (b + 1) * bin; i++) sum += bases[i] ?? 0;
    return sum / bin;
  });
}

/** Genes of which the coding track of their strand is 0.5 on average, and above that of the other. */
export function calledCoding(
  genes: readonly YeastGene[],
  tracks: readonly TrackValues[],
): YeastGene[] {
  const mean = (id: string, { coding }: YeastGene) => {
    const { info, start, values } = defined(tracks.find((track) => track.info.id === id));
    let [sum, count] = [0, 0];
    for (const part of coding) {
      const first = Math.ceil((part.start - start) / info.bin);
      const end = Math.floor((part.end - start) / info.bin);
      for (let i = first; i < end; i++) {
        sum += values[i] ?? 0;
        count += 1;
      }
    }
    return sum / count;
  };
  return genes.filter((gene) => {
    const [plus, minus] = [mean('cds_plus', gene), mean('cds_minus', gene)];
    const [own, other] = gene.strand === '+' ? [plus, minus] : [minus, plus];
    return own >= 0.5 && own > other;
  });
}

export interface CallFigures {
  readonly calls: number;
  /** Calls whose better half codes for a gene of that strand. */
  readonly onGenes: number;
  readonly genes: number;
  /** Genes of whose coding bases half or more lie in calls of their strand. */
  readonly found: number;
  /** Of those found: covered by one call that covers no other found gene. */
  readonly oneToOne: number;
  /** Genes that are the very reading frame of a call. */
  readonly sameFrame: number;
}

/** Holds calls against the genes of the annotation. */
export function callFigures(calls: readonly GeneCall[], genes: readonly YeastGene[]): CallFigures {
  const { found: count, missed } = compareGenes(calls, genes);
  const found = genes.filter(({ name }) => !missed.includes(name));
  const touching = (gene: YeastGene) =>
    calls.filter((call) => sharedCoding(call, gene) >= Math.min(90, codingLength(gene) / 2));
  const oneToOne = found.filter((gene) => {
    const [only, ...others] = touching(gene);
    return (
      only && others.length === 0 && found.every((g) => g === gene || sharedCoding(only, g) < 90)
    );
  });
  return {
    calls: calls.length,
    onGenes: calls.filter((call) => {
      const best = genes.reduce((sum, gene) => sum + sharedCoding(call, gene), 0);
      return 2 * best >= call.end - call.start;
    }).length,
    genes: genes.length,
    found: count,
    oneToOne: oneToOne.length,
    sameFrame: genes.filter(({ start, end, strand }) =>
      calls.some(
        (call) => call.strand === strand && call.frame?.start === start && call.frame.end === end,
      ),
    ).length,
  };
}
