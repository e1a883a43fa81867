import {
  defined,
  formatRegion,
  verdictOf,
  verdictTexts,
  type EffectLink,
  type EffectMap,
  type EffectReading,
  type KnownEffects,
} from '../../../contract/index.ts';
import { backgroundWords, readingCell, withBackground } from './beside.ts';
import { html } from './markup.ts';
import { numberCell, type PageColumn } from './table.ts';
import { changed } from './variant-columns.ts';
import { amount, shortDistance, signed, trackText } from './words.ts';

const spreadColumn: PageColumn<EffectLink> = {
  label: 'Of shuffles',
  explains:
    'The change is the mean of several shuffles of the element; these are their least and largest.',
  cell: ({ spread }) =>
    spread && html`<span class="whole">${signed(spread.low)} to ${signed(spread.high)}</span>`,
};

/** What readings say, a kind of them a column. */
function readingColumns(readings: NonNullable<EffectMap['readings']>): PageColumn<EffectLink>[] {
  const kinds = [...new Set(readings.map(({ kind }) => kind))];
  return kinds.map((kind): PageColumn<EffectLink> => {
    const { label, explains } = readingWords[kind];
    return {
      label,
      explains,
      cell: ({ readings: own = [] }) => readingCell(own.filter((one) => one.kind === kind)),
    };
  });
}

const readingWords: Readonly<
  Record<EffectReading['kind'], { readonly label: string; readonly explains: string }>
> = {
  strand: {
    label: 'By strand',
    explains: 'The same change where the model reads one strand of the DNA alone.',
  },
  member: {
    label: 'By member',
    explains:
      'The model is the mean of several that were trained alike; this is what each of them says.',
  },
  model: { label: 'By other models', explains: 'What other models say of the same change.' },
};

/** The columns of a table of links; whether one is true only where `truth` is known. */
export function linkColumns(
  map: EffectMap,
  truth: KnownEffects | undefined,
): PageColumn<EffectLink>[] {
  const elementOf = ({ element }: EffectLink) => defined(map.elements[element]);
  const targetOf = ({ target }: EffectLink) => defined(map.targets[target]);
  const { track } = map;
  const columns: PageColumn<EffectLink>[] = [
    {
      label: 'Element',
      explains: 'What was knocked out, and where it lies (the first base of a contig is 1).',
      cell: (link) => {
        const { name, ...place } = elementOf(link);
        const where = formatRegion(place);
        return name.includes(where) ? name : html`${name} <span class="none">${where}</span>`;
      },
    },
    {
      label: 'Gene or target',
      explains: html`Where the effect was looked for: the start of a gene of the annotation, or,
      without one, a promoter that the model calls by itself.`,
      cell: (link) => {
        const { name, gene, strand } = targetOf(link);
        const way =
          strand === '.'
            ? undefined
            : html` <span class="none">${strand === '-' ? '−' : strand}</span>`;
        return html`<strong>${gene ?? name}</strong>${way}`;
      },
    },
    {
      label: 'Distance',
      explains:
        'From the middle of the element to the target. Left is towards the beginning of the contig.',
      cell: ({ distance }) => html`<span class="whole">${shortDistance(distance)}</span>`,
    },
    {
      label: 'Intact',
      explains: html`${trackText(track)} of the target as the sequence is.`,
      isNumber: true,
      cell: ({ value }) => numberCell(value, amount),
    },
    {
      label: 'Without it',
      explains: 'The same with the element knocked out.',
      isNumber: true,
      cell: ({ value, effect }) => numberCell(Math.fround(value + effect), amount),
    },
    {
      label: 'Change',
      explains: html`Without the element minus intact. − means that the target loses: the element
      keeps it active.${map.background && backgroundWords()}`,
      isNumber: true,
      cell: ({ effect, background }) => withBackground(changed(effect), background),
    },
    ...(map.spread ? [spreadColumn] : []),
    ...(map.readings ? readingColumns(map.readings) : []),
  ];
  if (!truth) return columns;
  return [
    ...columns,
    {
      label: 'In truth',
      explains: 'Whether the link is real: the genome of the tutorial is made up, so it is known.',
      cell: (link) => verdictTexts[verdictOf(map, link, truth)],
    },
  ];
}
