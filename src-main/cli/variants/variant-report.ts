import {
  formatBytes,
  shortAlleles,
  strongestEffect,
  type VariantRow,
  fixed,
  isNothing,
  counted,
} from '../../contract/index.ts';
import type { VariantSummary, WrittenVariants } from '../../analysis/variants/index.ts';
import { outputName } from '../outputs.ts';
import { formatTable, smallChange } from '../console/index.ts';

/** What is printed of scored variants; the file has them all. */
export function describeVariants(summary: VariantSummary, file: WrittenVariants): string[] {
  const { scored, unscored, refusals } = summary;
  const heads = summary.top.flatMap(({ scores }) => scores?.heads ?? []);
  const labels = [...new Set(heads.map(({ label }) => label))].slice(0, printedLabels);
  const isMasked = summary.top.some(({ scores }) => scores?.maskedLlr !== undefined);
  const rows = summary.top.map((row) => tableRow(row, labels, isMasked));
  const header = [
    ...['variant', 'LLR', ...(isMasked ? ['masked LLR'] : []), ...labels],
    ...['largest effect', 'gene or target', 'distance', 'effect'],
  ];
  return [
    `${scored.toLocaleString('en-US')} scored, ${unscored.toLocaleString('en-US')} skipped`,
    ...refusals.lines().map((line) => `  ${line}`),
    ...(rows.length === 0 ? [] : formatTable([header, ...rows]).map((line) => `  ${line}`)),
    `wrote ${outputName(file.path)}: ${counted(file.records, 'record')}, ${formatBytes(file.bytes)}`,
    ...(file.malformed === undefined
      ? []
      : [`wrote ${file.malformed}: the malformed lines, unchanged`]),
    ...(file.leftOut === 0 ? [] : [`${counted(file.leftOut, 'malformed line')} skipped`]),
  ];
}

/** Labels of heads with a column; the file has them all. */
const printedLabels = 3;

function tableRow(
  { id, scores }: VariantRow,
  labels: readonly string[],
  isMasked: boolean,
): string[] {
  const number = (value: number | undefined) => (value === undefined ? '.' : fixed(value));
  const change = (value: number | undefined) => (value === undefined ? '.' : smallChange(value));
  // Of no target that does not change a digit.
  const first = scores?.distal.find(({ effect }) => !isNothing(effect));
  return [
    shortAlleles(id),
    change(scores?.llr),
    ...(isMasked ? [change(scores?.maskedLlr)] : []),
    ...labels.map((label) => number(scores?.heads?.find((one) => one.label === label)?.value)),
    change(scores && strongestEffect(scores)),
    first ? (first.target.gene ?? first.target.name) : '.',
    first ? `${first.distance.toLocaleString('en-US')} bp` : '.',
    change(first ? first.effect : scores?.distal[0]?.effect),
  ];
}

/** The same for machines. */
export function variantsAsJson(
  summary: VariantSummary,
  file: WrittenVariants,
  notes: ReadonlySet<string>,
) {
  const { scored, unscored, refusals, top } = summary;
  return { scored, unscored, reasons: refusals.counts, top, file, notes: [...notes] };
}
