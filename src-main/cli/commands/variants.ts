import { Command } from 'commander';
import { MegabaseError, defined, counted } from '../../contract/index.ts';
import {
  cutVariants,
  findBackground,
  keepBackground,
  scoreVariants,
  variantFormat,
  variantPaths,
  writeScored,
  writeVariants,
} from '../../analysis/variants/index.ts';
import { checkOutputs } from '../../analysis/export/index.ts';
import { resultOf } from '../../analysis/events/index.ts';
import { planRecords } from '../../analysis/plan/index.ts';
import { indexedFile } from '../../formats/bytes/index.ts';
import { openVcf } from '../../formats/open-vcf/index.ts';
import { findLocations } from '../../home/index.ts';
import { RegionSet } from '../../sequence/index.ts';
import { loadModel } from '../../library/index.ts';
import type { CommandContext } from '../context.ts';
import { openLibrary, oneRegionOrAll, withEnvironment } from '../environment/index.ts';
import { pathsOf, modelFolders, openOutputs } from '../outputs.ts';
import { filesAmong, foreseeIn, printCost, type Foreseen, type Plannable } from '../plan/index.ts';
import {
  describeVariants,
  variantsAsJson,
  addVariantOptions,
  checkUse,
  onlyRegions,
  scoringOf,
  variantsHelp,
  withSamples,
  type VariantsOptions,
} from '../variants/index.ts';
import { withStandardInput } from '../standard-input.ts';

export function variantsCommand(context: CommandContext): Command {
  const command = new Command('variants').argument(
    '[background]',
    'keep the scores of common variants: quantile_score is given from then on',
  );
  const thresholds = addVariantOptions(command);
  return command
    .addHelpText('after', variantsHelp)
    .action((mode: string | undefined, options: VariantsOptions) => {
      const chosen = thresholds.filter(
        (option) => command.getOptionValueSource(option.attributeName()) === 'cli',
      );
      const named = chosen.map(({ long }) => defined(long));
      if (mode === undefined) return variants(options, named, context);
      if (mode === 'background') return background(options, named, context);
      throw new MegabaseError('usage', `Found "${mode}"; only "background" is known there.`);
    });
}

async function variants(
  given: VariantsOptions,
  thresholds: readonly string[],
  context: CommandContext,
): Promise<void> {
  if (given.dryRun) {
    printCost(await foreseeVariants(given, context), given, context.console);
    return;
  }
  const options = withSamples(withStandardInput(given, ['fasta', 'vcf', 'regions']));
  const { console } = context;
  const { out } = options;
  if (out === undefined) {
    throw new MegabaseError('usage', 'Name the output file (--out).');
  }
  checkUse(options, thresholds);
  const format = variantFormat(out, options.format);
  const model = await loadModel(openLibrary().find(options.model));
  const scoring = await scoringOf(options, model);
  const { backgrounds } = findLocations();
  const ranking = findBackground(backgrounds, model.identity);
  const paths = await variantPaths(out, format);
  const { fasta, vcf, bam, targets, annotation } = options;
  const inputs = [
    ...pathsOf(fasta, vcf, bam, targets, annotation, options.region, options.samplesFile),
    ...(options.regions ?? []),
    ...modelFolders(model),
  ];
  const check = () => checkOutputs(paths, inputs);
  const replaces = await openOutputs(paths, check, options, context);
  await withEnvironment(options, context, model, async ({ reportOn, notes, ...open }) => {
    const region = await oneRegionOrAll(open.environment, options.region);
    const only = await onlyRegions(open.environment, options.regions);
    const spec = { ...scoring, region, only, background: ranking, shard: options.shard };
    const events = scoreVariants(open.environment, spec, open.signal);
    const { signal } = open;
    const reporter = reportOn(region ? [region] : []);
    const { summary, written } = await writeScored(events, reporter.onEvent, (head, records) =>
      writeVariants(records, out, { ...head, format, replaces, signal }),
    );
    console.endProgress();
    if (options.json) console.print(JSON.stringify(variantsAsJson(summary, written, notes)));
    else for (const line of describeVariants(summary, written)) console.print(line);
  });
}

export const plannableVariants: Plannable<VariantsOptions> = {
  make: variantsCommand,
  foresee: foreseeVariants,
};

/** What scoring would take. Errors: those of opening what is read; `usage` for what is not cut. */
async function foreseeVariants(given: VariantsOptions, context: CommandContext): Promise<Foreseen> {
  const options = withSamples(given);
  const { fasta, vcf, targets, annotation, haplotypes, windowOnly, window } = options;
  checkUse(options, []);
  const model = await loadModel(openLibrary().find(options.model));
  const scoring = await scoringOf(options, model);
  if (vcf === undefined || haplotypes) {
    const what = haplotypes
      ? 'Haplotypes are not foreseen; only variants of a VCF file are.'
      : 'Candidates from reads are not foreseen; `megabase candidates` writes them as a VCF.';
    throw new MegabaseError('usage', what);
  }
  return foreseeIn(options, context, model, async (environment, signal) => {
    const region = await oneRegionOrAll(environment, options.region);
    const only = await onlyRegions(environment, options.regions);
    const among = only && new RegionSet(only.regions);
    const { path, index } = indexedFile(vcf);
    const opened = await openVcf(path, { index, signal });
    try {
      const cut = await cutVariants(
        opened,
        { ...scoring, region, among },
        { ...environment, signal },
      );
      const settings = { ...scoring, windowOnly: windowOnly ? window : undefined };
      const run = planRecords(cut, settings, environment);
      const files = await filesAmong(options.regions ?? []);
      return { run, inputs: [...pathsOf(fasta, vcf, targets, annotation), ...files] };
    } finally {
      await opened.close();
    }
  });
}

/** Keeps the scores of common variants, by which those of others are ranked from then on. */
async function background(
  given: VariantsOptions,
  thresholds: readonly string[],
  context: CommandContext,
): Promise<void> {
  const { console } = context;
  const { haplotypes, shard, out, background: randomChanges } = withSamples(given);
  const rejected = { haplotypes, shard, out, background: randomChanges };
  const [what] = Object.entries(rejected).find(([, value]) => value !== undefined) ?? [];
  if (what !== undefined) {
    throw new MegabaseError('usage', `A background keeps scores, so it takes no --${what}.`);
  }
  checkUse(given, thresholds);
  if (given.dryRun) {
    printCost(await foreseeVariants(given, context), given, console);
    return;
  }
  const options = withStandardInput(given, ['fasta', 'vcf', 'regions']);
  const model = await loadModel(openLibrary().find(options.model));
  const scoring = await scoringOf(options, model);
  await withEnvironment(options, context, model, async ({ reportOn, ...open }) => {
    const region = await oneRegionOrAll(open.environment, options.region);
    const only = await onlyRegions(open.environment, options.regions);
    const reporter = reportOn(region ? [region] : []);
    const { backgrounds } = findLocations();
    const events = keepBackground(
      open.environment,
      { ...scoring, region, only },
      backgrounds,
      open.signal,
    );
    const kept = await resultOf(events, reporter.onEvent);
    console.endProgress();
    if (options.json) {
      console.print(JSON.stringify(kept));
      return;
    }
    const { scored, unscored, kinds, path } = kept;
    console.print(
      `${scored.toLocaleString('en-US')} scored, ${unscored.toLocaleString('en-US')} skipped: ` +
        `a background of ${counted(kinds, 'score')} for ${model.identity.name}`,
    );
    console.print(`wrote ${path}`);
  });
}
