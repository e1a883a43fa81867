import {
  defined,
  formatRegion,
  MegabaseError,
  type ContextCurve,
  fixed,
  counted,
} from '../../contract/index.ts';
import {
  contextCurve,
  contextWindow,
  curveFormat,
  writeContextCurve,
} from '../../analysis/context/index.ts';
import { findPlace } from '../../analysis/effects/index.ts';
import { checkOutputs } from '../../analysis/export/index.ts';
import { loadModel } from '../../library/index.ts';
import type { CommandContext } from '../context.ts';
import { oneRegion, openLibrary, withEnvironment } from '../environment/index.ts';
import { computeSettings } from '../options/index.ts';
import { openOutputs, outputName, pathsOf } from '../outputs.ts';
import { predictionInputs, type PredictOptions } from '../predictions/index.ts';
import { withStandardInput } from '../standard-input.ts';
import { formatTable } from '../console/index.ts';

export interface CurveOptions extends PredictOptions {
  readonly window?: number;
  /** A gene or a region. */
  readonly at?: string;
  /** GFF3 or GTF with the gene. */
  readonly targets?: string;
}

/** `megabase context --at`: the activity of one place as more and more is read round it. */
export async function curve(given: CurveOptions, context: CommandContext): Promise<void> {
  const options = withStandardInput(given, ['fasta', 'region']);
  const { console } = context;
  const { out, at, targets, window, tracks } = options;
  const format = curveFormat(out, options.format);
  const [text, ...more] = options.region;
  if (text === undefined || more.length > 0) {
    throw new MegabaseError('usage', '--at is read in one --region.');
  }
  const model = await loadModel(openLibrary().find(options.model));
  contextWindow(model.model.manifest, window);
  const inputs = [...pathsOf(targets), ...predictionInputs(options, model)];
  const check = () => checkOutputs([out], inputs);
  const replaces = await openOutputs([out], check, options, context);
  await withEnvironment(options, context, model, async ({ reportOn, ...open }) => {
    const region = await oneRegion(open.environment, text);
    const { contigs } = open.environment.genome;
    const place = await findPlace(defined(at), targets, { contigs, onNote: open.onNote });
    const spec = { place, region, window, track: tracks, ...computeSettings(options) };
    const found = await reportOn([]).follow(contextCurve(open.environment, spec, open.signal));
    await writeContextCurve(found, out, { format, replaces });
    console.endProgress();
    if (options.json) console.print(JSON.stringify({ ...found, file: { path: out } }));
    else {
      printCurve(found, console);
      console.print(`wrote ${outputName(out)}: ${counted(found.points.length, 'length')}`);
    }
  });
}

function printCurve(
  { place, track, trainingContext, points }: ContextCurve,
  console: CommandContext['console'],
): void {
  console.print(
    `${track.label} of ${place.name} (${formatRegion(place)}) as more is read round it:`,
  );
  const rows = points.map(({ interval, value }) => {
    const length = interval.end - interval.start;
    const note = length === trainingContext ? 'trained on this length' : '';
    return [
      length.toLocaleString('en-US'),
      formatRegion(interval),
      value === undefined ? '.' : fixed(value),
      note,
    ];
  });
  formatTable([['bp read', 'interval', 'value', ''], ...rows]).forEach((line) =>
    console.print(`  ${line}`),
  );
}
