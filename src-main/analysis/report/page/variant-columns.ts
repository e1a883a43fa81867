import {
  changeOf,
  changeOfReadings,
  isNothing,
  largestDistal,
  largestLocal,
  readingsOfChange,
  shortChange,
  shownRank,
  shownScore,
  statedId,
  type LocalEffect,
  type VariantRow,
  count,
} from '../../../contract/index.ts';
import type { VariantsReport } from '../report.ts';
import { backgroundWords, readingCell, withBackground } from './beside.ts';
import { html, type Part } from './markup.ts';
import { numberCell, type PageColumn } from './table.ts';
import { amount, shortDistance, signed, trackText } from './words.ts';

/** The columns of a table of variants, those that none of its rows has anything for left out. */
export function variantPageColumns({
  head,
  rows,
  truth,
}: VariantsReport): PageColumn<VariantRow>[] {
  const { masked, tracks, track, labels = [] } = head;
  const label = (id: string) => tracks.find((one) => one.id === id)?.label ?? id;
  const has = (one: (row: VariantRow) => unknown) => rows.some((row) => one(row) !== undefined);
  const scoreBackground = ({ scores }: VariantRow) =>
    masked ? scores?.maskedLlrBackground : scores?.llrBackground;
  const genotype: PageColumn<VariantRow> = {
    label: 'Genotype',
    explains: 'Of the sample, as the file has it: 0/1 is one copy of the new letters, 1/1 two.',
    cell: (row) => row.genotype ?? '',
  };
  const score: PageColumn<VariantRow> = {
    label: 'LLR',
    explains: html`Log-likelihood ratio, the natural logarithm of P(new letters) / P(reference
    letters) by the model${masked ? ', with the variant itself masked' : ''}. Below 0: the new
    letters are less expected there. −2.3 is ten times less, −4.6 a hundred
    times.${has(scoreBackground) && backgroundWords('a higher LLR')}`,
    isNumber: true,
    cell: (row) =>
      withBackground(numberCell(shownScore(row.scores, head), signed), scoreBackground(row)),
  };
  const rank: PageColumn<VariantRow> = {
    label: 'Rank',
    explains:
      'Where the score stands among common variants: −1 is lower than all of them, +1 higher.',
    isNumber: true,
    cell: ({ scores }) => numberCell(shownRank(scores, head), signed),
  };
  const heads = labels.map(({ id, label: name, unit }): PageColumn<VariantRow> => {
    return {
      label: name,
      explains: `What a head of the model gives for the two alleles together${unit === '' ? '' : `, ${unit}`}.`,
      isNumber: true,
      cell: ({ scores }) =>
        numberCell(scores?.heads?.find((one) => one.label === id)?.value, amount),
    };
  });
  const local: PageColumn<VariantRow>[] = [
    {
      label: 'Here',
      explains: html`The prediction that changes most where the variant stands. All there are:
      ${tracks.map(trackText).join('; ')}.`,
      cell: ({ scores }) => {
        const most = largestLocal(scores);
        return most && html`${label(most.track)} ${fromTo(most)}`;
      },
    },
    {
      label: 'Change here',
      explains: html`By how much that changes: with the variant minus without. − is a loss, + a
      gain.${has(({ scores }) => largestLocal(scores)?.background) && backgroundWords()}`,
      isNumber: true,
      cell: ({ scores }) => changeOfEffect(largestLocal(scores)),
    },
  ];
  const distal: PageColumn<VariantRow>[] = [
    {
      label: 'Elsewhere',
      explains: html`The gene, or the promoter that the model calls, whose prediction changes
      most${track && html` (${trackText(track)})`}, and from where to where.`,
      cell: ({ scores }) => {
        const most = largestDistal(scores);
        return (
          most && html`<strong>${most.target.gene ?? most.target.name}</strong> ${fromTo(most)}`
        );
      },
    },
    {
      label: 'Distance',
      explains:
        'How far that place is from the variant. Left is towards the beginning of the contig, whatever the strand of the gene.',
      cell: ({ scores }) => {
        const most = largestDistal(scores);
        return most && html`<span class="whole">${shortDistance(most.distance)}</span>`;
      },
    },
    {
      label: 'Change there',
      explains: html`By how much that changes: with the variant minus
      without.${has(({ scores }) => largestDistal(scores)?.background) && backgroundWords()}`,
      isNumber: true,
      cell: ({ scores }) => changeOfEffect(largestDistal(scores)),
    },
  ];
  const readings: PageColumn<VariantRow> = {
    label: 'By itself',
    explains: html`What the model says of the largest change, or of the score where there is none,
    reading each strand of the DNA alone, or by each of the models that it is the mean of.`,
    cell: ({ scores }) => {
      if (!scores?.readings) return undefined;
      const change = changeOfReadings(scores);
      return change && readingCell(readingsOfChange(scores, change));
    },
  };
  const known: PageColumn<VariantRow> = {
    label: 'In truth',
    explains: 'What the variant does: the genome of the tutorial is made up, so it is known.',
    cell: (row) => {
      const id = statedId(row);
      const known = truth?.find((one) => one.id === id)?.truth ?? '';
      return html`<span class="whole">${known.replaceAll('_', ' ')}</span>`;
    },
  };
  return [
    {
      label: 'Variant',
      explains: head.haplotypes
        ? 'The sample, which of its copies, and how many variants that has here.'
        : 'Contig and position (the first base is 1), reference letters > new letters, as the file writes them.',
      cell: variantCell,
    },
    ...(has((row) => row.genotype) ? [genotype] : []),
    ...(has(({ scores }) => shownScore(scores, head)) ? [score] : []),
    ...(has(({ scores }) => shownRank(scores, head)) ? [rank] : []),
    ...heads,
    ...(has(({ scores }) => largestLocal(scores)) ? local : []),
    ...(has(({ scores }) => largestDistal(scores)) ? distal : []),
    ...(has(({ scores }) => scores?.readings) ? [readings] : []),
    ...(truth ? [known] : []),
  ];
}

function variantCell(row: VariantRow): Part {
  const { stated, place } = row;
  if (!stated) return changeOf(row);
  const contig = place?.contig ?? stated.contig;
  const id = stated.recordId === undefined || stated.recordId === '.' ? undefined : stated.recordId;
  const alleles = shortChange(changeOf(row));
  return html`<span class="whole">${contig}:${count(stated.pos + 1)}</span> ${alleles}${
      id !== undefined && html` <span class="none">${id}</span>`
    }`;
}

function fromTo({ value, effect }: { readonly value: number; readonly effect: number }): Part {
  return html`<span class="whole">${amount(value)} → ${amount(value + effect)}</span>`;
}

function changeOfEffect(found: Pick<LocalEffect, 'effect' | 'background'> | undefined): Part {
  return withBackground(changed(found?.effect), found?.background);
}

/** A change with its sign, in the colour of a loss or a gain. */
export function changed(effect: number | undefined): Part {
  const shown = numberCell(effect, signed);
  if (effect === undefined || Number.isNaN(effect) || isNothing(effect)) return shown;
  return html`<span class="${effect < 0 ? 'loss' : 'gain'}">${shown}</span>`;
}
