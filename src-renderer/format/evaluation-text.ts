import {
  evaluationTasks,
  formatRegion,
  type EvaluatedGroup,
  type EvaluatedRow,
  type EvaluationPlace,
  type Measured,
  count,
  counted,
} from '../../src-main/contract/index.ts';

/** `chr1:1,001-1,200`, of a variant `chr1:1,001 A>C`. */
export function evaluatedPlace({ region, change }: EvaluatedRow): string {
  if (change === undefined) return formatRegion(region);
  return `${region.contig}:${count(region.start + 1)} ${change}`;
}

/** A score or a label: `0.942`, `1`, `-12.3`. */
export function scoreText(value: number): string {
  return Number.isInteger(value) ? count(value) : String(Number(value.toPrecision(3)));
}

const groupTitles: Readonly<Record<EvaluatedGroup['kind'], string>> = {
  'false-positives': 'Label 0, at or above the threshold',
  'false-negatives': 'Label 1, below the threshold',
  furthest: 'Furthest from their labels',
  nearest: 'Nearest to the point',
  within: 'Rows of this bin, furthest from their labels first',
};

/** What a group of rows is, and how many there are. */
export function groupTitle({ kind, total }: EvaluatedGroup, at?: EvaluationPlace): string {
  const title =
    at?.kind === 'scores'
      ? `Scores from ${at.from} to ${at.to}, furthest from their labels first`
      : groupTitles[kind];
  return kind === 'nearest' || kind === 'furthest' ? title : `${title}: ${count(total)}`;
}

/** `1,234 rows, 56 positive (base rate 0.045)` */
export function rowsText({ rows, positive }: Measured): string {
  const all = counted(rows, 'row');
  if (positive === undefined) return all;
  const rate = (positive / rows).toPrecision(2);
  return `${all}, ${count(positive)} positive (base rate ${rate})`;
}

/** `0 to 1 kb`; `100 kb and more` */
export function tssDistanceText({ distance }: Measured): string {
  if (!distance) return 'any';
  const kb = (bp: number) => String(bp / 1000);
  const { from, to } = distance;
  return to === undefined ? `${kb(from)} kb and more` : `${kb(from)} to ${kb(to)} kb`;
}

export const taskOptions = Object.entries(evaluationTasks).map(([id, { title }]) => ({
  id,
  title,
}));
