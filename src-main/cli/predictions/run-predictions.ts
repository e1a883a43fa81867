import { type Prediction, type Region, counted, basePairs } from '../../contract/index.ts';
import type { Environment } from '../../analysis/environment/index.ts';
import type { AnalysisEvent } from '../../analysis/events/index.ts';
import { exportPredictions } from '../../analysis/export/index.ts';
import type { Replaceable } from '../../formats/output/index.ts';
import type { PredictionPart } from '../../formats/track-values/index.ts';
import type { LoadedModel } from '../../library/index.ts';
import type { CommandContext } from '../context.ts';
import type { PredictOptions } from './predict-options.ts';
import {
  fileLine,
  jsonSummary,
  missingBins,
  predictionLine,
  type OutputFile,
} from './prediction-summary.ts';
import { withEnvironment } from '../environment/index.ts';

/** What came of the regions, and the files it was written to. */
export interface Predicted {
  readonly predictions: readonly Prediction[];
  readonly files: readonly OutputFile[];
}

/** What a command predicts with: reads an analysis to its end and reports on it. */
export interface Predicting {
  readonly environment: Environment;
  readonly signal: AbortSignal;
  readonly onNote: (note: string) => void;
  readonly report: <Result, Partial>(
    events: AsyncIterable<AnalysisEvent<Result, Partial>>,
  ) => Promise<Result>;
}

/** Opens genome and cache, has the regions predicted, and prints what came of it. */
export async function runPredictions(
  options: PredictOptions,
  context: CommandContext,
  model: LoadedModel,
  predict: (regions: readonly Region[], tools: Predicting) => Promise<Predicted>,
): Promise<void> {
  const { console } = context;
  await withEnvironment(options, context, model, async (open) => {
    const { environment, signal, notes, onNote } = open;
    const regions = await environment.regions(options.region);
    const reporter = open.reportOn(regions);
    const { predictions, files } = await predict(regions, {
      environment,
      signal,
      onNote,
      report: (events) => reporter.follow(events),
    });
    console.endProgress();
    predictions.flatMap(missingBins).forEach(onNote);
    if (options.json) {
      console.print(JSON.stringify(jsonSummary(predictions, files, [...notes])));
    } else {
      printPredictions(predictions, console);
      files.forEach((file) => console.print(fileLine(file)));
    }
  });
}

/** Regions that are printed; `--json` has them all. */
const printedRegions = 20;

/** A line a region, as far as somebody reads them. */
export function printPredictions(
  predictions: readonly Prediction[],
  console: Pick<CommandContext['console'], 'print'>,
): void {
  for (const one of predictions.slice(0, printedRegions)) console.print(predictionLine(one));
  const others = predictions.slice(printedRegions);
  if (others.length === 0) return;
  const bases = others.reduce((sum, { region }) => sum + region.end - region.start, 0);
  const kept = others.filter(({ fromCache }) => fromCache).length;
  console.print(
    `and ${counted(others.length, 'more region')}, ${basePairs(bases)}` +
      (kept === 0 ? '' : `, ${kept.toLocaleString('en-US')} from the cache`),
  );
}

/** Predicts one region after the other and exports all of them. */
export async function exportRegions(
  regions: readonly Region[],
  {
    out,
    format,
    threshold,
    replaces,
    part,
  }: PredictOptions & {
    readonly replaces: Replaceable;
    /** Of a shard: which piece of the run the regions are. */
    readonly part?: PredictionPart | undefined;
  },
  { environment, signal, report }: Predicting,
  predict: (region: Region) => AsyncIterable<AnalysisEvent<Prediction, unknown>>,
): Promise<Predicted> {
  const predictions: Prediction[] = [];
  for (const region of regions) predictions.push(await report(predict(region)));
  const { contigs } = environment.genome;
  const request = { predictions, contigs, path: out, format, threshold, part, replaces, signal };
  return { predictions, files: await exportPredictions(request) };
}
