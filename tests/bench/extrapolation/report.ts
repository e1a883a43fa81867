import { formatTable } from '../../../src-main/cli/console/table.ts';
import { formatBytes } from '../../../src-main/contract/index.ts';
import type { LengthRow } from './measure-model.ts';
import { formatAuroc, formatDistance, formatKilobases } from './wording.ts';

export interface BenchReport {
  /** `2 threads of AMD EPYC 7B13` */
  readonly machine: string;
  /** Threads that ran or waited on the whole machine in the last quarter of an hour; 0 on Windows. */
  readonly load: number;
  readonly seeds: readonly number[];
  /** bp of all genomes. */
  readonly bases: number;
  /** By model, then by length; every model has the same lengths. */
  readonly rows: readonly LengthRow[];
}

/** The tables as they are printed. */
export function printed({ machine, load, seeds, bases, rows }: BenchReport): string[] {
  const byLength = rows.map((row) => [
    row.model,
    formatKilobases(row.length),
    formatAuroc(row),
    row.flawless.toFixed(3),
    percent(row.inSight),
    secondsPerMegabase(row),
    formatBytes(row.peakBytes),
  ]);
  const [least, most] = extremes(rows);
  return [
    `${machine}, load average ${load.toFixed(1)}, seeds ${seeds.join(', ')}, ${formatKilobases(bases)} in all`,
    ...formatTable([
      ['model', 'context', 'AUROC', 'flawless', 'in sight', 's/Mbp', 'peak'],
      ...byLength,
    ]),
    '',
    `By kbp to the nearest acting enhancer, ${formatKilobases(least)} of context and ${formatKilobases(most)}:`,
    ...formatTable([['kbp', 'active', ...distanceHeads(rows)], ...distances(rows)]),
  ];
}

/** The same for the README, as Markdown. */
export function markdown({ machine, load, seeds, bases, rows }: BenchReport): string {
  const models = Map.groupBy(rows, ({ model }) => model);
  const [first] = [...models.values()];
  const byLength = first!.map((row, i) => [
    formatKilobases(row.length),
    percent(row.inSight),
    row.flawless.toFixed(3),
    ...[...models.values()].map((ofModel) => formatAuroc(ofModel[i]!)),
  ]);
  const costs = [...models.values()].map((ofModel) => {
    const longest = ofModel.at(-1)!;
    return `${secondsPerMegabase(longest)} s a megabase and ${formatBytes(longest.peakBytes)} with ${longest.model}`;
  });
  const [, most] = extremes(rows);
  return [
    ...markdownTable([
      ['context', 'enhancer in context', 'flawless reader', ...models.keys()],
      ...byLength,
    ]),
    '',
    `${(first![0]!.active + first![0]!.inactive).toLocaleString('en-US')} promoters of ${seeds.length} genomes (seeds ${seeds.join(', ')}; ` +
      `${formatKilobases(bases)} in all), in brackets 95 % intervals over insulated domains. On ` +
      `${machine} (load average ${load.toFixed(1)}), one pass over ${formatKilobases(most)} took ${costs.join(', ')}.`,
  ].join('\n');
}

function distanceHeads(rows: readonly LengthRow[]): string[] {
  const ends = extremes(rows);
  const models = [...new Set(rows.map(({ model }) => model))];
  return models.flatMap((model) => ends.map((length) => `${model} ${formatKilobases(length)}`));
}

/** A line for each range of distances: how many, and what each model says with least and most. */
function distances(rows: readonly LengthRow[]): string[][] {
  const models = [...Map.groupBy(rows, ({ model }) => model).values()];
  return rows[0]!.byDistance.map((range, i) => [
    formatDistance(range),
    `${range.active} in ${range.activeDomains}`,
    ...models.flatMap((ofModel) =>
      [ofModel[0]!, ofModel.at(-1)!].map((row) => formatAuroc(row.byDistance[i]!)),
    ),
  ]);
}

function extremes(rows: readonly LengthRow[]): [least: number, most: number] {
  const lengths = rows.map(({ length }) => length);
  return [Math.min(...lengths), Math.max(...lengths)];
}

function markdownTable([header, ...rows]: string[][]): string[] {
  const line = (cells: readonly string[]) => `| ${cells.join(' | ')} |`;
  return [line(header!), line(header!.map(() => '---')), ...rows.map(line)];
}

function percent(share: number): string {
  return `${Math.round(100 * share)} %`;
}

function secondsPerMegabase({ seconds, bases }: LengthRow): string {
  return ((1e6 * seconds) / bases).toFixed(1);
}
