import {
  formatRegion,
  type TrackInfo,
  type TrackValues,
  basePairs,
  count,
  counted,
} from '../../../contract/index.ts';
import { calledStretches, callThreshold, type CalledStretch } from '../called-stretches.ts';
import type { RegionReport, ReportGene } from '../report.ts';
import { section } from './frame.ts';
import { html, type Markup, type Part } from './markup.ts';
import { explainedTable, numberCell, type PageColumn } from './table.ts';
import { amount, percent, unitText } from './words.ts';

interface CalledTrack {
  readonly track: TrackValues;
  readonly stretches: readonly CalledStretch[];
}

interface Call extends CalledStretch {
  readonly info: TrackInfo;
}

/** What each track says of the region, and where. */
export function calledSections({ prediction, genes, maxRows }: RegionReport): Markup[] {
  const { region, tracks } = prediction;
  const called = tracks.map((track): CalledTrack => {
    return { track, stretches: calledStretches(track, region) };
  });
  const calls = called
    .flatMap(({ track, stretches }) => stretches.map((one): Call => ({ ...one, info: track.info })))
    .sort((a, b) => a.start - b.start || a.end - b.end);
  const shown = calls.length <= maxRows ? calls : longest(calls, maxRows);
  const left = calls.length - shown.length;
  const bases = region.end - region.start;
  return [
    section('What the model predicts here', trackTable(called, bases)),
    ...(shown.length === 0
      ? []
      : [
          section(
            'Where',
            explainedTable(
              html`${counted(shown.length, 'stretch', 'es')} at ${callThreshold} or more, in their
              order along the contig`,
              callColumns(genes),
              shown,
              left > 0
                ? `${counted(left, 'shorter stretch', 'es')} ${left === 1 ? 'is' : 'are'} not listed here. The ` +
                    'command “megabase predict” writes them all, as BED with a threshold.'
                : undefined,
            ),
          ),
        ]),
  ];
}

function trackTable(called: readonly CalledTrack[], bases: number): Markup {
  const columns: PageColumn<CalledTrack>[] = [
    {
      label: 'Track',
      explains: 'What is predicted, by the name that the model gives it.',
      cell: ({ track }) => track.info.label,
    },
    {
      label: 'Unit',
      explains: 'Of its values. A probability of 1 is certain, as far as the model can tell.',
      cell: ({ track }) => unitText(track.info.unit),
    },
    {
      label: 'Detail',
      explains: 'One value covers so many base pairs.',
      isNumber: true,
      cell: ({ track }) => basePairs(track.info.bin),
    },
    {
      label: 'Stretches',
      explains: `Runs of neighbouring values of ${callThreshold} or more, where the unit is a probability.`,
      isNumber: true,
      cell: ({ track, stretches }) =>
        track.info.unit === 'probability' ? count(stretches.length) : '',
    },
    {
      label: 'Share',
      explains: 'What they cover of the region.',
      isNumber: true,
      cell: ({ track, stretches }) =>
        track.info.unit === 'probability'
          ? percent(stretches.reduce((sum, { start, end }) => sum + end - start, 0) / bases)
          : '',
    },
    {
      label: 'Mean',
      explains: 'Of all values in the region.',
      isNumber: true,
      cell: ({ track }) => numberCell(meanOf(track.values), amount),
    },
    {
      label: 'Largest',
      explains: 'The largest value in the region.',
      isNumber: true,
      cell: ({ track }) => numberCell(largestOf(track.values), amount),
    },
  ];
  return explainedTable('Tracks of the model', columns, called);
}

function callColumns(genes: readonly ReportGene[] | undefined): PageColumn<Call>[] {
  const columns: PageColumn<Call>[] = [
    { label: 'Track', explains: 'What is predicted there.', cell: ({ info }) => info.label },
    {
      label: 'Place',
      explains: 'Contig, first and last base; the first base of a contig is 1.',
      cell: formatRegion,
    },
    {
      label: 'Length',
      explains: 'In base pairs.',
      isNumber: true,
      cell: ({ start, end }) => basePairs(end - start),
    },
    {
      label: 'Mean',
      explains: 'Of the values in the stretch.',
      isNumber: true,
      cell: ({ mean }) => numberCell(mean, amount),
    },
    {
      label: 'Largest',
      explains: 'The largest of them.',
      isNumber: true,
      cell: ({ max }) => numberCell(max, amount),
    },
  ];
  if (!genes) return columns;
  return [
    ...columns,
    {
      label: 'Genes there',
      explains: 'Those of the annotation that the stretch overlaps, with their strand.',
      cell: (call) => genesAt(call, genes),
    },
  ];
}

/** Genes that a cell names. */
const maxNamed = 3;

function genesAt({ start, end }: Call, genes: readonly ReportGene[]): Part {
  const there = genes.filter((gene) => gene.start < end && gene.end > start);
  const names = there.slice(0, maxNamed).map(({ name, strand }) => {
    return strand === '.' ? name : `${name} (${strand === '-' ? '−' : '+'})`;
  });
  const more = there.length - names.length;
  return names.join(', ') + (more > 0 ? ` and ${count(more)} more` : '');
}

/** The longest ones, in the order in which they were. */
function longest(calls: readonly Call[], most: number): Call[] {
  const kept = new Set(
    [...calls].sort((a, b) => b.end - b.start - (a.end - a.start)).slice(0, most),
  );
  return calls.filter((call) => kept.has(call));
}

function meanOf(values: Float32Array): number {
  let [sum, known] = [0, 0];
  for (const value of values) {
    if (Number.isNaN(value)) continue;
    sum += value;
    known += 1;
  }
  return sum / known;
}

function largestOf(values: Float32Array): number {
  let most = NaN;
  for (const value of values) if (!(value <= most) && !Number.isNaN(value)) most = value;
  return most;
}
