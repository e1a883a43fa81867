import { isNothing, leastTold, changeText, fixed } from '../text/index.ts';
import { unfamiliarVariantText, strandsText, type ReadEffect } from '../runs/index.ts';
import {
  changeOfReadings,
  readingsOfChange,
  type DistalEffect,
  type LocalEffect,
  type VariantScores,
} from './variant-scores.ts';
import type { VariantRow } from './variant-row.ts';
import { largestDistal, largestLocal } from './variant-sets.ts';

/** Times from which on an allele is called more or less likely than the other. */
const leastTimes = 1.5;

/** What tracks are called. */
export interface SentenceWords {
  /** What a track is called, by its id. */
  readonly labelOf: (track: string) => string;
  /** Id of the readout track, which distal effects are on; absent where there is none. */
  readonly readout?: string | undefined;
  /** What the model is called. */
  readonly model: string;
}

/**
 * What a variant does, in plain sentences, the largest effect first: on which gene, how much, how far
 * away; what it changes where it stands; how likely its allele is. Empty for one without scores.
 */
export function variantSentences({ scores }: VariantRow, words: SentenceWords): string[] {
  if (!scores) return [];
  const { llr, maskedLlr, distal, llrQuantile, unfamiliar } = scores;
  const [far, near] = [largestDistal(scores), largestLocal(scores)];
  const others = distal.slice(1).filter(({ effect }) => isTold(effect));
  const sentences = [
    ...(far && isTold(far.effect) ? [distalSentence(far, words)] : []),
    ...(others.length > 0 ? [othersSentence(others)] : []),
    ...(near && isTold(near.effect) ? [localSentence(near, words)] : []),
  ];
  const isSilent = sentences.length === 0 && (scores.local.length > 0 || distal.length > 0);
  return [
    ...(isSilent ? [`No track changes by ${leastTold} or more where it stands.`] : sentences),
    ...(llr === undefined ? [] : [likelihoodSentence(llr, llrQuantile)]),
    ...(maskedLlr === undefined
      ? []
      : [`With its bases masked, the LLR is ${changeText(maskedLlr)}.`]),
    ...readingSentences(scores, words),
    ...(unfamiliar ? [unfamiliarVariantText({ name: words.model }, unfamiliar)] : []),
  ];
}

/** What strands and members say by themselves of the largest change, or of the ratio where there is none. */
function readingSentences(scores: VariantScores, { labelOf }: SentenceWords): string[] {
  if (!scores.readings) return [];
  const change = changeOfReadings(scores);
  if (change === undefined) return [];
  const told = readingsOfChange(scores, change);
  const what =
    change === 'llr'
      ? 'The LLR'
      : 'target' in change
        ? `The effect at ${change.target.gene ?? change.target.name}`
        : `The effect on ${labelOf(change.track)}`;
  const of = (kind: string) => told.filter((one) => one.kind === kind);
  const list = (all: readonly ReadEffect[]) =>
    all
      .map(({ label, effect }) => `${label} ${Number.isNaN(effect) ? 'none' : changeText(effect)}`)
      .join(', ');
  const [strands, members] = [of('strand'), of('member')];
  const stands = strandsText(strands);
  return [
    ...(strands.length > 0
      ? [
          `${what}${stands === undefined ? ', strand by strand' : ` stands ${stands}`}: ${list(strands)}.`,
        ]
      : []),
    ...(members.length > 0 ? [`${what} by member of the model: ${list(members)}.`] : []),
  ];
}

function distalSentence({ target, value, effect, distance }: DistalEffect, words: SentenceWords) {
  const { labelOf, readout } = words;
  const what = readout === undefined ? 'The readout' : labelOf(readout);
  return `${what} at ${target.gene ?? target.name} ${change(value, effect)}, ${far(distance, target.strand)}.`;
}

/** `25,310 bp downstream`: of the variant, seen along the gene. */
function far(distance: number, strand: string): string {
  const size = `${Math.abs(distance).toLocaleString('en-US')} bp`;
  if (distance === 0) return 'at the variant';
  if (strand !== '+' && strand !== '-') return `${size} away`;
  // Towards the gene's end lies what the variant is upstream of.
  const isUpstream = strand === '+' ? distance > 0 : distance < 0;
  return `with the variant ${size} ${isUpstream ? 'upstream' : 'downstream'} of it`;
}

function othersSentence(others: readonly DistalEffect[]): string {
  const largest = Math.max(...others.map(({ effect }) => Math.abs(effect)));
  const names = others.map(({ target }) => target.gene ?? target.name);
  return `It also changes ${names.join(', ')}, by up to ${digits(largest)}.`;
}

function localSentence({ track, value, effect }: LocalEffect, { labelOf }: SentenceWords): string {
  return `Where the variant stands, ${labelOf(track)} ${change(value, effect)}.`;
}

/** `falls from 0.973 to 0.012 (−0.961)` */
function change(value: number, effect: number): string {
  const verb = effect < 0 ? 'falls' : 'rises';
  return `${verb} from ${digits(value)} to ${digits(value + effect)} (${changeText(effect)})`;
}

function likelihoodSentence(llr: number, quantile: number | undefined): string {
  const times = Math.exp(Math.abs(llr));
  const rank = quantile === undefined ? '' : `, rank ${changeText(quantile)} among common variants`;
  const told = `LLR ${changeText(llr)}${rank}`;
  if (!(times >= leastTimes)) return `The model finds both alleles about as likely (${told}).`;
  const many = Number(times.toPrecision(2)).toLocaleString('en-US');
  const how = llr < 0 ? 'less' : 'more';
  return `The model finds the alternative ${many} times ${how} likely than the reference (${told}).`;
}

function isTold(effect: number): boolean {
  return !isNothing(effect);
}

function digits(value: number): string {
  return fixed(value).replace('-', '−');
}
