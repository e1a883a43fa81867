import { join, resolve } from 'node:path';
import { Command, Option } from 'commander';
import {
  compareLinks,
  defaultThreshold,
  formatBytes,
  formatRegion,
  isTrueElement,
  linksOf,
  MegabaseError,
  type EffectMap,
  type KnownEffects,
  type LinkAgreement,
  type Prediction,
  defined,
} from '../../contract/index.ts';
import { defaultTolerance } from '../../analysis/perturbations/index.ts';
import { checkOutput, checkOutputs, exportPredictions } from '../../analysis/export/index.ts';
import { findEffects, writeEffectMap } from '../../analysis/effects/index.ts';
import { makeFolder, type Replaceable } from '../../formats/output/index.ts';
import { findLocations } from '../../home/index.ts';
import { headTracks } from '../../model/index.ts';
import { loadModel } from '../../library/index.ts';
import { predict } from '../../analysis/predict/index.ts';
import {
  promoterReport,
  readPromoters,
  readTutorialEffects,
  type PromoterRow,
} from '../../analysis/tutorial/index.ts';
import { formatSeconds, formatTable } from '../console/index.ts';
import { farthestLinks } from '../effects/index.ts';
import type { CommandContext } from '../context.ts';
import { openLibrary, oneRegion, withEnvironment } from '../environment/index.ts';
import {
  addCacheOptions,
  addComputeOptions,
  computeSettings,
  type CacheOptions,
  type ComputeOptions,
} from '../options/index.ts';
import { addOverwriteOption, openOutputs, type OverwriteOption } from '../outputs.ts';

interface DemoOptions extends ComputeOptions, CacheOptions, OverwriteOption {
  readonly model: string;
  readonly contig: string;
  readonly out: string;
}

export function demoCommand(context: CommandContext): Command {
  const command = new Command('demo')
    .option('--model <ID|FOLDER>', 'model to use', 'hawk-tutorial')
    .addOption(
      new Option('--contig <NAME>', '1 Mbp or 200 kbp')
        .choices(['chrT1', 'chrT2'])
        .default('chrT1'),
    )
    .option('--out <DIR>', 'folder for the files', 'demo-output');
  return addComputeOptions(addCacheOptions(addOverwriteOption(command))).action(
    (options: DemoOptions) => {
      // The usual folder is the demo's own: what stands there is of an earlier demo.
      const isOwn = command.getOptionValueSource('out') === 'default';
      return demo({ ...options, overwrite: isOwn || options.overwrite === true }, context);
    },
  );
}

async function demo(options: DemoOptions, context: CommandContext): Promise<void> {
  const { console } = context;
  const tutorial = join(findLocations().resources, 'tutorial');
  const model = await loadModel(openLibrary().find(options.model));
  const expression = headTracks(model.model.manifest).find(({ role }) => role === 'expression');
  if (!expression) {
    throw new MegabaseError(
      'track-unknown',
      `The model ${model.identity.name} has no track of the role "expression", which the demo shows.`,
    );
  }
  const folder = resolve(options.out);
  makeFolder(folder);
  const fasta = join(tutorial, 'tutorial.fa.gz');
  const [bigWig, bed, links] = ['bw', 'bed', 'links.bedpe'].map((ending) =>
    join(folder, `${options.contig}.${ending}`),
  ) as [string, string, string];
  const tracks = headTracks(model.model.manifest);
  const check = async () => {
    const standing = await checkOutput({ path: bigWig, tracks, inputs: [fasta] });
    return new Map([...standing, ...(await checkOutputs([bed, links], [fasta]))]);
  };
  const replaces = await openOutputs([bigWig, bed, links], check, options, context);
  await withEnvironment({ ...options, fasta }, context, model, async (open) => {
    const { environment, signal } = open;
    const region = await oneRegion(environment, options.contig);
    const reporter = open.reportOn([region]);
    const spec = { region, ...computeSettings(options) };
    const prediction = await reporter.follow(predict(environment, spec, signal));
    console.endProgress();

    const promoters = await readPromoters(join(tutorial, 'tutorial.gff3'), region.contig);
    const activity = defined(prediction.tracks.find(({ info }) => info.id === expression.id));
    const rows = promoterReport(promoters, activity);
    printReport(rows, prediction, console);

    const { contigs } = environment.genome;
    for (const path of [bigWig, bed]) {
      const request = { predictions: [prediction], contigs, path, replaces, signal };
      for (const file of await exportPredictions(request)) console.print(`wrote ${file.path}`);
    }
    // A model without enhancers has none to knock out.
    const enhancers = headTracks(model.model.manifest).find(({ role }) => role === 'enhancer');
    if (!enhancers) return;
    const events = findEffects(
      environment,
      {
        ...spec,
        elements: { kind: 'track', track: enhancers.id, threshold: 0.5 },
        targets: join(tutorial, 'tutorial.gff3'),
        knockOut: { kind: 'n' },
        tolerance: defaultTolerance,
      },
      signal,
    );
    const { map } = await reporter.follow(events);
    console.endProgress();
    const known = await readTutorialEffects(findLocations().resources);
    await showEffects(map, knownOn(region.contig, known), links, console, replaces);
  });
}

/** Prints the farthest links of a map, says how many are true, and writes all of them. */
async function showEffects(
  map: EffectMap,
  known: KnownEffects,
  path: string,
  console: CommandContext['console'],
  replaces: Replaceable,
): Promise<void> {
  const threshold = defaultThreshold(map);
  const links = linksOf(map, threshold);
  console.print('');
  console.print(
    `Knocking out each of ${map.elements.length} enhancers changes ${links.length} of ` +
      `${map.targets.length * map.elements.length} pairs with a gene; the farthest:`,
  );
  farthestLinks(map, links, known).forEach((line) => console.print(`  ${line}`));
  console.print('');
  console.print('Held against the truth:');
  truthLines(compareLinks(map, links, known), links.length).forEach((line) => {
    console.print(`  ${line}`);
  });
  const none = map.elements.filter((element) => !isTrueElement(element, known));
  if (none.length > 0) {
    const names = none.map((element) => formatRegion(element)).join(', ');
    console.print(`  Called, but no enhancer: ${names}.`);
  }
  console.print('');
  await writeEffectMap(map, path, { format: 'bedpe', threshold, replaces });
  console.print(`wrote ${path}`);
}

function knownOn(contig: string, { elements, links }: KnownEffects): KnownEffects {
  return {
    elements: elements.filter((element) => element.contig === contig),
    links: links.filter(({ element }) => element.contig === contig),
  };
}

function truthLines(agreement: LinkAgreement, links: number): string[] {
  const { elements, trueElements, visible, found, others } = agreement;
  return [
    `${trueElements} of the ${elements} enhancers called are true;`,
    `${links - others} of the ${links} links are true, and ${others} false;`,
    `${found} of the ${visible} true links that a single knock-out can reveal are found.`,
  ];
}

function printReport(
  rows: readonly PromoterRow[],
  { run, region, fromCache }: Prediction,
  console: CommandContext['console'],
): void {
  const kb = (bp: number) => (bp / 1000).toLocaleString('en-US');
  const cells = rows.map(({ from, to, active, inactive, auroc, meanPrediction }, i) => [
    i === 0 ? 'any' : to === Infinity ? `${kb(from)} kb and more` : `${kb(from)} to ${kb(to)} kb`,
    String(active),
    String(inactive),
    auroc.toFixed(3),
    meanPrediction.toFixed(2),
  ]);
  const header = ['nearest enhancer', 'active', 'inactive', 'AUROC', 'mean prediction'];
  console.print('');
  console.print(`Active promoters of ${formatRegion(region)}, predicted and annotated:`);
  formatTable([header, ...cells]).forEach((line) => console.print(`  ${line}`));

  const bases = run.interval.end - run.interval.start;
  const speed = Math.round(bases / run.seconds).toLocaleString('en-US');
  const own = process.resourceUsage().maxRSS * 1024;
  console.print('');
  console.print(
    `${formatSeconds(run.seconds)}, ${speed} bases a second on ${run.provider}` +
      (fromCache ? `, computed ${run.createdAt.slice(0, 10)} and kept` : ''),
  );
  console.print(
    `peak memory ${formatBytes(run.peakBytes)} to compute, ${formatBytes(own)} for the command`,
  );
  console.print('');
}
