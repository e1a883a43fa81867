import {
  changeOf,
  changeText,
  fixed,
  hasSign,
  isNothing,
  labelOf,
  largestDistal,
  largestLocal,
  shownRank,
  shownScore,
  type BackgroundComparison,
  type DistalEffect,
  type HeadColumn,
  type LocalEffect,
  type VariantColumn,
  type VariantRow,
  type VariantSet,
  basePairs,
  count,
} from '../../src-main/contract/index.ts';

/** A column of the table; `title` explains the values. */
export interface TableColumn {
  readonly id: VariantColumn;
  readonly label: string;
  readonly title: string;
  readonly isNumber: boolean;
}

/** Columns of every table, in order. */
const commonColumns: readonly TableColumn[] = [
  { id: 'position', label: 'Position', title: 'Contig and 1-based position', isNumber: false },
  { id: 'change', label: 'Change', title: 'REF>ALT as written in the file', isNumber: false },
  { id: 'genotype', label: 'Genotype', title: "The sample's genotype", isNumber: false },
  {
    id: 'score',
    label: 'LLR (ln)',
    title:
      'Log-likelihood ratio, ln P(alt)/P(ref). Negative: the model finds the alternative less likely',
    isNumber: true,
  },
  {
    id: 'local',
    label: 'Local effect',
    title:
      'Largest change of any track at the variant, in the unit of that track: alternative minus reference',
    isNumber: true,
  },
  {
    id: 'distal',
    label: 'Distal effect',
    title:
      'Largest change at any target, in the unit of the readout track: alternative minus reference',
    isNumber: true,
  },
  {
    id: 'gene',
    label: 'Gene',
    title: 'Gene of the target with the largest change',
    isNumber: false,
  },
  {
    id: 'distance',
    label: 'Distance',
    title:
      'Distance from the variant to that target, bp. Negative: towards the start of the contig',
    isNumber: true,
  },
  { id: 'reason', label: 'Skip reason', title: 'Why the variant was not scored', isNumber: false },
];

/** Of a set whose scores are ranked. */
const rankColumn: TableColumn = {
  id: 'rank',
  label: 'Rank',
  title:
    'Rank among common variants, −1 (lowest) to +1 (highest): of the LLR, without one of the local effect',
  isNumber: true,
};

/** The columns of a set's table, in order: rank and those of heads come after the score. */
export function tableColumns({ labels = [], masked, ranked }: VariantSet): TableColumn[] {
  return commonColumns.flatMap((column) => {
    if (column.id !== 'score') return [column];
    const title = masked ? `${column.title}. The variant's bases are masked` : column.title;
    const heads = labels.map(({ id, label, unit }): TableColumn => {
      const what = `Head output for the two alleles${unit === '' ? '' : `, ${unit}`}`;
      return { id: `head:${id}`, label, title: what, isNumber: true };
    });
    return [{ ...column, title }, ...(ranked ? [rankColumn] : []), ...heads];
  });
}

/** The number of a cell with a bar; undefined of other cells, and where there is none. */
export function cellValue(
  column: VariantColumn,
  { scores }: VariantRow,
  set: VariantSet,
): number | undefined {
  const label = labelOf(column);
  const value =
    label !== undefined
      ? scores?.heads?.find((one) => one.label === label)?.value
      : column === 'score'
        ? shownScore(scores, set)
        : column === 'local'
          ? largestLocal(scores)?.effect
          : column === 'distal'
            ? largestDistal(scores)?.effect
            : undefined;
  return value === undefined || Number.isNaN(value) ? undefined : value;
}

/** Whether a column's cells have bars. */
export function hasBars(column: VariantColumn): boolean {
  return labelOf(column) !== undefined || ['score', 'local', 'distal'].includes(column);
}

/** `−0.973`, always with a sign; `≈ 0` of what has no digit to show; empty where there is no value. */
export function signedText(value: number | undefined): string {
  return value === undefined || Number.isNaN(value) ? '' : changeText(value);
}

/** The number as it is, for a pointer that rests on it. */
export function exactText(value: number, of?: string): string {
  const text = String(Number(value.toPrecision(4))).replace('-', '−');
  const what = of === undefined ? text : `${of}: ${text}`;
  return isNothing(value) ? `${what}, which rounds to 0` : what;
}

/** The text of a cell; empty where there is no value. */
export function cellText(column: VariantColumn, row: VariantRow, set: VariantSet): string {
  const { scores, place, stated, genotype, reason } = row;
  const distal = largestDistal(scores);
  if (hasBars(column)) {
    const text = signedText(cellValue(column, row, set));
    // What a head gives is no difference.
    return labelOf(column) === undefined ? text : text.replace(/^\+/, '');
  }
  switch (column as Exclude<VariantColumn, HeadColumn | 'score' | 'local' | 'distal'>) {
    case 'position': {
      const contig = place?.contig ?? stated?.contig;
      const start = stated?.pos ?? place?.start;
      return contig === undefined || start === undefined ? '' : `${contig}:${count(start + 1)}`;
    }
    case 'change':
      return withShortAlleles(changeOf(row));
    case 'genotype':
      return genotype ?? '';
    case 'rank':
      return signedText(shownRank(scores, set));
    case 'gene':
      return distal ? (distal.target.gene ?? distal.target.name) : '';
    case 'distance':
      return distal ? basePairs(distal.distance).replace('-', '−') : '';
    case 'reason':
      return reason?.code ?? '';
  }
}

/** `chr1:1,234 A>C` */
export function variantName(row: VariantRow, set: VariantSet): string {
  return `${cellText('position', row, set)} ${cellText('change', row, set)}`.trim();
}

/** A long allele by its first bases and its length. */
export function withShortAlleles(change: string): string {
  const short = (allele: string) =>
    allele.length > 12 ? `${allele.slice(0, 8)}… (${count(allele.length)} bp)` : allele;
  const [ref, alt, ...more] = change.split('>');
  if (ref === undefined || alt === undefined || more.length > 0) return change;
  return `${short(ref)}>${short(alt)}`;
}

/**
 * What is known of random changes near a variant beside its own: `LLR lower than 95 % of random changes nearby`,
 * `at the variant larger than 100 % ...`, `at GENE1 ...`; of an effect that rounds to nothing, that it does.
 */
export function backgroundTexts({ scores }: VariantRow, track: string): string[] {
  if (!scores) return [];
  const { llrBackground, maskedLlrBackground, local, distal } = scores;
  const text = (what: string, told: BackgroundComparison | undefined) => {
    if (told === undefined || Number.isNaN(told.percentile)) return [];
    return [`${what} ${Number(told.percentile.toPrecision(3))} % of random changes nearby`];
  };
  const effectText = (where: string, found: LocalEffect | DistalEffect | undefined) =>
    found?.background && Number.isNaN(found.background.percentile) && isNothing(found.effect)
      ? [`${where} no percentile: the effect rounds to 0, no larger than the tolerance can tell`]
      : text(`${where} larger than`, found?.background);
  const [farthest] = distal;
  return [
    ...text('LLR lower than', llrBackground),
    ...text('masked LLR lower than', maskedLlrBackground),
    ...effectText(
      'at the variant',
      local.find((one) => one.track === track),
    ),
    ...(farthest ? effectText(`at ${farthest.target.gene ?? farthest.target.name}`, farthest) : []),
  ];
}

/**
 * What else is known of a track's change: `at the variant −0.312 (rank −0.970)`, `ALPHA: gain 0.931 at +2 bp, loss 0.402 at −8 bp`,
 * `DIFF_MEAN_501 +0.012 (rank +0.970)`.
 */
export function trackScoreTexts({ scores }: VariantRow, track: string): string[] {
  const { local = [], deltas = [], aggregates = [] } = scores ?? {};
  const offset = (bp: number) => `${bp < 0 ? '−' : '+'}${basePairs(Math.abs(bp))}`;
  const size = (value: number) => fixed(value).replace('-', '−');
  const rank = (quantile: number | undefined) =>
    quantile === undefined ? '' : ` (rank ${signedText(quantile)})`;
  const of = (name: string | undefined) => (name === undefined ? '' : `${name}: `);
  return [
    ...local
      .filter((one) => one.track === track && one.quantile !== undefined)
      .map(({ effect, quantile }) => `at the variant ${signedText(effect)}${rank(quantile)}`),
    ...deltas
      .filter((one) => one.track === track)
      .map(
        ({ gene, gain, gainOffset, gainQuantile, loss, lossOffset, lossQuantile }) =>
          `${of(gene?.name)}gain ${size(gain)} at ${offset(gainOffset)}${rank(gainQuantile)}, ` +
          `loss ${size(loss)} at ${offset(lossOffset)}${rank(lossQuantile)}`,
      ),
    ...aggregates
      .filter((one) => one.track === track && !Number.isNaN(one.value))
      .map(
        ({ gene, scorer, value, quantile }) =>
          `${of(gene?.name)}${scorer} ${hasSign(scorer) ? signedText(value) : size(value)}${rank(quantile)}`,
      ),
  ];
}
