import {
  changeOf,
  labelOf,
  largestDistal,
  largestSite,
  shownScore,
  type HeadColumn,
  type VariantColumn,
  type VariantRow,
  type VariantSet,
} from '../../src-main/contract/index.ts';
import { basePairs, count } from './amounts.ts';

/** A column of the table; `title` says what the values are. */
export interface TableColumn {
  readonly id: VariantColumn;
  readonly label: string;
  readonly title: string;
  readonly isNumber: boolean;
}

/** Columns of every table, in order. */
const commonColumns: readonly TableColumn[] = [
  { id: 'position', label: 'Position', title: 'Contig and first base', isNumber: false },
  { id: 'change', label: 'Change', title: 'As the file writes it', isNumber: false },
  { id: 'genotype', label: 'Genotype', title: "The sample's", isNumber: false },
  {
    id: 'score',
    label: 'Score, ln ratio',
    title: 'ln P(alt)/P(ref): negative where the model takes the alternative for less likely',
    isNumber: true,
  },
  {
    id: 'site',
    label: 'At its site',
    title:
      'Largest change of a track where the variant stands, in its own unit: with it minus without',
    isNumber: true,
  },
  {
    id: 'distal',
    label: 'At a target',
    title:
      'Largest change of a target, near or far, in the unit of the watched track: with minus without',
    isNumber: true,
  },
  { id: 'gene', label: 'Gene', title: 'Of that target', isNumber: false },
  {
    id: 'distance',
    label: 'Distance',
    title: 'bp from the variant to that target: negative towards base 1',
    isNumber: true,
  },
  { id: 'reason', label: 'Not scored', title: 'Why there are no scores', isNumber: false },
];

/** The columns of a set's table, in order: those of heads stand behind the score. */
export function tableColumns({ labels = [], masked }: VariantSet): TableColumn[] {
  return commonColumns.flatMap((column) => {
    if (column.id !== 'score') return [column];
    const title = masked ? `${column.title}; its bases are masked` : column.title;
    const heads = labels.map(({ id, label, unit }): TableColumn => {
      const what = `What a head says of both alleles${unit === '' ? '' : `: ${unit}`}`;
      return { id: `head:${id}`, label, title: what, isNumber: true };
    });
    return [{ ...column, title }, ...heads];
  });
}

/** What a cell shows; empty where there is nothing to say. */
export function cellText(column: VariantColumn, row: VariantRow, set: VariantSet): string {
  const { scores, place, stated, genotype, reason } = row;
  const distal = largestDistal(scores);
  const label = labelOf(column);
  if (label !== undefined) {
    const value = scores?.heads?.find((one) => one.label === label)?.value;
    return value === undefined || Number.isNaN(value) ? '' : value.toFixed(3).replace('-', '−');
  }
  switch (column as Exclude<VariantColumn, HeadColumn>) {
    case 'position': {
      const contig = place?.contig ?? stated?.contig;
      const start = stated?.pos ?? place?.start;
      return contig === undefined || start === undefined ? '' : `${contig}:${count(start + 1)}`;
    }
    case 'change':
      return shortened(changeOf(row));
    case 'genotype':
      return genotype ?? '';
    case 'score':
      return signed(shownScore(scores, set));
    case 'site':
      return signed(largestSite(scores)?.effect);
    case 'distal':
      return signed(distal?.effect);
    case 'gene':
      return distal ? (distal.target.gene ?? distal.target.name) : '';
    case 'distance':
      return distal ? basePairs(distal.distance).replace('-', '−') : '';
    case 'reason':
      return reason?.code ?? '';
  }
}

/** `-0.973`, always with a sign. */
export function signed(value: number | undefined): string {
  if (value === undefined || Number.isNaN(value)) return '';
  const text = Math.abs(value).toFixed(3);
  return `${value < 0 ? '−' : '+'}${text}`;
}

/** `chr1:1,234 A>C` */
export function variantName(row: VariantRow, set: VariantSet): string {
  return `${cellText('position', row, set)} ${cellText('change', row, set)}`.trim();
}

/** A long allele by its first bases and its length. */
export function shortened(change: string): string {
  const short = (allele: string) =>
    allele.length > 12 ? `${allele.slice(0, 8)}… (${count(allele.length)} bp)` : allele;
  const [ref, alt, ...more] = change.split('>');
  if (ref === undefined || alt === undefined || more.length > 0) return change;
  return `${short(ref)}>${short(alt)}`;
}
