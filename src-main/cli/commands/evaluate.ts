import {
  alleleScores,
  defined,
  evaluationTaskIds,
  measureName,
  regionPools,
  counted,
} from '../../contract/index.ts';
import { Command, Option } from 'commander';
import {
  evaluateModel,
  evaluationFigure,
  evaluationText,
  type EvaluateSpec,
  type Evaluation,
} from '../../analysis/evaluate/index.ts';
import { checkOutputs } from '../../analysis/export/index.ts';
import { figureFormat, writeCharts } from '../../analysis/figure/index.ts';
import { loadModel } from '../../library/index.ts';
import { openEnvironment } from '../../analysis/environment/index.ts';
import { resultOf } from '../../analysis/events/index.ts';
import { writeWholeFile } from '../../formats/output/index.ts';
import type { CommandContext } from '../context.ts';
import { openLibrary, noteIgnored } from '../environment/index.ts';
import {
  addCacheOptions,
  cacheChoice,
  addComputeOptions,
  parseAmount,
  toleranceOption,
  type CacheOptions,
  type ComputeOptions,
} from '../options/index.ts';
import { openNotes, formatTable } from '../console/index.ts';
import { PassReporter, measureWithInterval } from '../reporters/index.ts';
import {
  addOverwriteOption,
  pathsOf,
  modelFolders,
  openOutputs,
  wroteLine,
  type OverwriteOption,
} from '../outputs.ts';
import { withStandardInput } from '../standard-input.ts';

interface EvaluateOptions
  extends
    ComputeOptions,
    CacheOptions,
    OverwriteOption,
    Omit<EvaluateSpec, 'masked' | keyof ComputeOptions | keyof CacheOptions> {
  readonly fasta: string;
  readonly model: string;
  readonly masked?: boolean;
  readonly flank?: number;
  readonly json?: string;
  readonly figure?: string;
}

export function evaluateCommand(context: CommandContext): Command {
  const command = new Command('evaluate')
    .requiredOption('--model <ID|FOLDER>', 'a model, or MODEL+HEAD')
    .addOption(
      new Option('--task <T>', 'what the labels are')
        .choices(evaluationTaskIds)
        .makeOptionMandatory(),
    )
    .requiredOption('--data <FILE>', 'labelled BED, TSV with a header, or VCF')
    .requiredOption('--fasta <F>', 'genome: FASTA (plain or bgzip) or 2bit')
    .option('--info <KEY>', 'VCF: INFO key that holds the label', 'LABEL')
    .option(
      '--track <ID>',
      "track, or label of a window head, to score by (default: the track with the task's role)",
    )
    .addOption(
      new Option('--pool <P>', 'regions: how bins are pooled into a score')
        .choices(regionPools)
        .default('max'),
    )
    .addOption(
      new Option(
        '--score <S>',
        'variants: score compared with the label (default: by task)',
      ).choices(alleleScores),
    )
    .option('--masked', "variants: LLR with the variant's bases masked")
    .addOption(toleranceOption())
    .option(
      '--flank <BP>',
      'flanking bp read on each side (default: half of the useful context)',
      parseAmount,
    )
    .option(
      '--json <FILE>',
      'write metrics, skipped rows and scores as JSON; - for standard output',
    )
    .option(
      '--figure <FILE>',
      'write charts, of classes ROC, precision and recall, calibration, of values a scatter plot: .svg, .pdf or .png',
    );
  return addComputeOptions(addCacheOptions(addOverwriteOption(command)))
    .addHelpText('after', notes)
    .action((options: EvaluateOptions) => evaluate(options, context));
}

const notes = `
BED: the label is column 5 if numeric, else column 4. TSV: columns chrom, start, end
(0-based, half-open) and label, or chrom, pos (1-based), ref, alt and label; with a
column tss_distance, results are also broken down by distance. Labels that are all 0
or 1 are classes (AUROC, AUPRC), others are values (R2 as coefficient of
determination, Pearson). Variant scores: llr is -ln P(alt)/P(ref), high where the
alternative is unlikely; abs-llr its absolute value; effect the largest change of any
track, or with --track the change of that track at the variant; head the score of a
variant head.

Example:
  megabase evaluate --model hawk-tutorial --task enhancers --data labelled.bed \\
    --fasta genome.fa.gz --json scores.json --figure roc.svg`;

async function evaluate(given: EvaluateOptions, context: CommandContext): Promise<void> {
  const options = withStandardInput(given, ['fasta']);
  const { console, signal, startComputeProcess } = context;
  const { onNote } = openNotes(console);
  const model = await loadModel(openLibrary().find(options.model));
  if (options.figure !== undefined) figureFormat(options.figure);
  const outputs = pathsOf(options.json, options.figure);
  const inputs = [options.fasta, options.data, ...modelFolders(model)];
  const check = () => checkOutputs(outputs, inputs);
  const replaces = await openOutputs(outputs, check, options, context);
  context.record?.onModel(model.identity);
  const environment = await openEnvironment(
    { fasta: options.fasta, ...cacheChoice(options) },
    { onNote, signal, startComputeProcess },
  );
  try {
    noteIgnored(model, options, onNote);
    // Progress is that of all rows.
    const reporter = new PassReporter([], options.threads, { console, onNote, model });
    const spec = { ...options, masked: options.masked ?? false };
    const events = evaluateModel({ ...environment, model }, spec, signal);
    const evaluation = await resultOf(events, (event) => reporter.onEvent(event));
    console.endProgress();
    const { json, figure } = options;
    const wrote: string[] = [];
    if (json !== undefined) {
      const text = evaluationText(evaluation, options.model);
      const bytes = await writeWholeFile(json, text, { replaces });
      wrote.push(wroteLine(json, counted(evaluation.scored.length, 'row'), bytes));
    }
    if (figure !== undefined) {
      const charts = evaluationFigure(evaluation, model.identity);
      wrote.push(wroteLine(figure, 'charts', await writeCharts(charts, figure, { replaces })));
    }
    for (const line of badLines(evaluation)) console.note(line);
    for (const line of [...tableLines(evaluation), ...wrote]) console.print(line);
  } finally {
    console.endProgress();
    await environment.close();
  }
}

/** Rows left out that are named; the JSON file has them all. */
const namedBad = 5;

function badLines({ bad, data }: Evaluation): string[] {
  if (bad.length === 0) return [];
  const more = bad.length > namedBad ? [`  and ${bad.length - namedBad} more`] : [];
  return [
    `note: ${counted(bad.length, 'row')} of ${data} skipped:`,
    ...bad.slice(0, namedBad).map(({ line, reason }) => `  line ${line}: ${reason}`),
    ...more,
  ];
}

function tableLines({ title, data, scoredBy, measured, metric }: Evaluation): string[] {
  const names = Object.keys(defined(measured[0]).metrics);
  const isClasses = defined(measured[0]).positive !== undefined;
  const isByDistance = measured.length > 1;
  const rows = measured.map(({ distance, rows, positive, metrics }) => [
    ...(isByDistance ? [distance ? distanceText(distance) : 'any'] : []),
    rows.toLocaleString('en-US'),
    ...(isClasses ? [defined(positive).toLocaleString('en-US')] : []),
    ...names.map((name) => measureWithInterval(defined(metrics[name]))),
  ]);
  const header = [
    ...(isByDistance ? ['TSS distance'] : []),
    'rows',
    ...(isClasses ? ['positive'] : []),
    ...names.map(measureName),
  ];
  const other = names.includes(metric)
    ? []
    : [
        `The usual metric of this task, ${measureName(metric)}, is not defined for labels of this kind.`,
      ];
  return [
    `${title}: ${data}, scored by ${scoredBy} (95 % intervals):`,
    ...formatTable([header, ...rows]).map((line) => `  ${line}`),
    ...other,
  ];
}

function distanceText({ from, to }: { readonly from: number; readonly to?: number }): string {
  const kb = (bp: number) => String(bp / 1000);
  return to === undefined ? `${kb(from)} kb and more` : `${kb(from)} to ${kb(to)} kb`;
}
