import { basename } from 'node:path';
import { Command } from 'commander';
import { defined, formatBytes, MegabaseError } from '../../contract/index.ts';
import { checkOutputs } from '../../analysis/export/index.ts';
import { effectFormat, type ElementSource } from '../../analysis/effects/index.ts';
import {
  makeReport,
  writeReport,
  type RegionReportSpec,
  type ReportSpec,
} from '../../analysis/report/index.ts';
import {
  checkScorers,
  chosenDistance,
  defaultMaxTargets,
  findBackground,
  readoutTrack,
  variantFormat,
  variantPaths,
  type VariantsSpec,
} from '../../analysis/variants/index.ts';
import { findLocations } from '../../home/index.ts';
import { loadModel, type LoadedModel } from '../../library/index.ts';
import { chooseTracks } from '../../model/index.ts';
import { readReportProject } from '../../workbench/index.ts';
import { indexedFile } from '../../formats/bytes/index.ts';
import type { CommandContext } from '../context.ts';
import {
  chooseElements,
  elementsOrNone,
  knockOutOf,
  readingsOf,
  addReportOptions,
  checkReportUse,
  type ReportOptions,
} from '../effects/index.ts';
import { oneRegion, openLibrary, withEnvironment } from '../environment/index.ts';
import { computeSettings } from '../options/index.ts';
import { modelFolders, openOutputs, outputName, pathsOf } from '../outputs.ts';
import { withStandardInput } from '../standard-input.ts';

export function reportCommand(context: CommandContext): Command {
  const command = addReportOptions(new Command('report'));
  return command.addHelpText('after', example).action((options: ReportOptions) => {
    checkReportUse(options, (name) => command.getOptionValueSource(name) === 'cli');
    return report(options, context);
  });
}

const example = `
One page of HTML for someone who does not have Megabase: what was run, on what, with which
model; pictures; a table with each column explained; what the numbers rest on and what they
do not tell. It has no script, loads nothing, and opens without a network.

A project's maps of bases (mutagenesis, dependencies) in a region are pictured with it, as far as
the cache has them; they are not computed again.

What was computed before is taken from the cache. Without --elements, --tile or --from-track
a region's elements are those that the model's enhancer track calls; of a model without one,
nothing is knocked out.

Examples:
  megabase report --fasta genome.fa.gz --vcf calls.vcf.gz --annotation genes.gff3 \\
    --model hawk-tutorial --table scored.tsv --out report.html
  megabase report --project maize.megabase --region chr7:1,000,001-1,200,000 --out report.html`;

async function report(given: ReportOptions, context: CommandContext): Promise<void> {
  const { console, signal } = context;
  if (!/\.html?$/i.test(given.out) && given.out !== '-') {
    throw new MegabaseError(
      'output-format',
      `${given.out}: a report is HTML. Name a file that ends in .html.`,
    );
  }
  const options = withFiles(withStandardInput(given, ['fasta', 'vcf', 'region', 'elements']));
  const { fasta, out, table } = options;
  const model = await loadModel(openLibrary().find(options.model));
  const isOfVariants = options.scored !== undefined;
  const tables =
    table === undefined
      ? []
      : isOfVariants
        ? await variantPaths(table, variantFormat(table))
        : [table];
  if (table !== undefined && !isOfVariants) effectFormat(table);
  const scored = options.scored && withRanks(options.scored, model);
  const tracks = options.tracks?.split(',').map((name) => name.trim());
  // Refuses what the model does not have before the genome is opened.
  if (tracks !== undefined) chooseTracks(model.model.manifest, tracks);
  const elements = isOfVariants ? undefined : elementsFor(options, model);
  const readings = await readingsOf(options);
  const inputs = [
    ...pathsOf(given.project, fasta, scored?.source.path, options.annotation, options.elements),
    ...pathsOf(options.region),
    ...[model, ...(readings.models ?? [])].flatMap(modelFolders),
  ];
  const check = () => checkOutputs([out, ...tables], inputs);
  const replaces = await openOutputs([out, ...tables], check, options, context);
  await withEnvironment(options, context, model, async ({ reportOn, ...open }) => {
    const region =
      options.region === undefined ? undefined : await oneRegion(open.environment, options.region);
    const common = {
      resources: findLocations().resources,
      maxRows: options.top,
      table: table === undefined ? undefined : { path: table, replaces },
      project:
        given.project === undefined
          ? undefined
          : {
              file: basename(given.project),
              variants: options.setName,
            },
    };
    const spec: ReportSpec = scored
      ? { kind: 'variants', ...common, variants: region ? { ...scored, region } : scored }
      : {
          ...{ kind: 'region', ...common, region: defined(region), tracks },
          ...{ flank: options.flank, annotation: options.annotation, tolerance: options.tolerance },
          bases: options.basesOf?.(model.identity.id),
          effects: elements && {
            ...{ elements, targets: options.annotation, knockOut: knockOutOf(options) },
            ...{ targetTrack: options.targetTrack, threshold: options.threshold },
            ...{ background: options.background, readings },
          },
          ...computeSettings(options),
        };
    const reporter = reportOn(region ? [region] : []);
    const made = await reporter.follow(makeReport(open.environment, spec, open.signal));
    signal.throwIfAborted();
    const bytes = await writeReport(made, out, { replaces });
    console.endProgress();
    if (options.json) {
      const counts =
        made.kind === 'variants' ? { scored: made.scored, unscored: made.unscored } : {};
      console.print(JSON.stringify({ kind: made.kind, ...counts, file: { path: out, bytes } }));
    } else {
      console.print(`wrote ${outputName(out)}: ${formatBytes(bytes)}`);
      if (made.table !== undefined) console.print(`wrote ${outputName(table ?? '')}`);
      else if (table !== undefined) console.print('no table: nothing was knocked out');
    }
  });
}

type ReportFiles = Omit<ReportOptions, 'fasta' | 'model'> & {
  readonly fasta: string;
  readonly model: string;
  /** What variants are reported; of a region where absent. */
  readonly scored?: VariantsSpec | undefined;
  /** Maps of bases of the project, by the model. */
  readonly basesOf?: (model: string) => RegionReportSpec['bases'];
  /** By which a project finds them again. */
  readonly setName?: string | undefined;
};

/** The options with what the project says in place of what was left out. Error: `usage`. */
function withFiles(options: ReportOptions): ReportFiles {
  const { project, variants, fasta, vcf, model, region } = options;
  const wrong = (message: string) => new MegabaseError('usage', message);
  if (project === undefined) {
    if (variants !== undefined)
      throw wrong('--variants is of a project; give --project, or --vcf.');
    if (fasta === undefined || model === undefined) {
      throw wrong('Give --project, or --fasta and --model.');
    }
    if (vcf === undefined && region === undefined) throw wrong('Give --vcf or --region.');
    return {
      ...options,
      fasta,
      model,
      scored: vcf === undefined ? undefined : fromVcf(vcf, options),
    };
  }
  if (fasta !== undefined || vcf !== undefined) {
    throw wrong('A project has its own files: give --project without --fasta and --vcf.');
  }
  if ((variants === undefined) === (region === undefined)) {
    throw wrong('Of a project, give one of --variants and --region.');
  }
  const found = readReportProject(project, variants, computeSettings(options));
  const chosen = model ?? found.model;
  if (chosen === undefined) throw wrong(`${project} has no model chosen; give --model.`);
  const annotation = options.annotation ?? found.annotation;
  const { fasta: genome, variants: scored, setName } = found;
  return {
    ...options,
    fasta: genome,
    model: chosen,
    annotation,
    scored,
    setName,
    basesOf: found.basesOf,
  };
}

function fromVcf(vcf: string, options: ReportOptions): VariantsSpec {
  const {
    sample,
    flank,
    annotation,
    targetTrack,
    masked = false,
    window,
    tolerance,
    background,
  } = options;
  return {
    source: { kind: 'vcf', ...indexedFile(vcf), sample },
    ...{ flank, targets: annotation, targetTrack, masked, window, tolerance },
    maxTargets: defaultMaxTargets,
    randomChanges: background,
    readings: { strands: options.strands, members: options.members },
    ...computeSettings(options),
  };
}

/** With ranks where a background is kept, and what the model looks for near a variant. Errors: those of checking. */
function withRanks(spec: VariantsSpec, { model, identity }: LoadedModel): VariantsSpec {
  const scoring = { ...spec, distance: chosenDistance(model, spec) };
  readoutTrack(model, scoring);
  checkScorers(model, scoring);
  return { ...scoring, background: findBackground(findLocations().backgrounds, identity) };
}

/** What is knocked out; undefined where nothing is. Error: `usage` where something asks for a knock-out in vain. */
function elementsFor(options: ReportFiles, model: LoadedModel): ElementSource | undefined {
  const { effects, table, background } = options;
  const inVain = table === undefined ? '--background' : '--table';
  const isNeeded = table !== undefined || background !== undefined;
  if (effects) return isNeeded ? chooseElements(options, model) : elementsOrNone(options, model);
  if (!isNeeded) return undefined;
  throw new MegabaseError(
    'usage',
    `${inVain} is of what is knocked out, and --no-effects knocks nothing out.`,
  );
}
