import { Command, InvalidArgumentError, Option } from 'commander';
import {
  allRegions,
  formatRegion,
  MegabaseError,
  unphasedChoices,
  type UnphasedChoice,
  counted,
  basePairs,
} from '../../contract/index.ts';
import {
  consensusPaths,
  maxCopies,
  writeConsensus,
  type ConsensusResult,
} from '../../analysis/consensus/index.ts';
import { checkOutputs } from '../../analysis/export/index.ts';
import { openEnvironment } from '../../analysis/environment/index.ts';
import { resultOf } from '../../analysis/events/index.ts';
import { indexedFile } from '../../formats/bytes/index.ts';
import type { CommandContext } from '../context.ts';
import { oneRegionOrAll } from '../environment/index.ts';
import { addOverwriteOption, openOutputs, outputName, type OverwriteOption } from '../outputs.ts';
import { openNotes } from '../console/index.ts';
import { planConsensus } from '../../analysis/plan/index.ts';
import { openVcf } from '../../formats/open-vcf/index.ts';
import { printCost, type Foreseen, type Plannable } from '../plan/index.ts';
import { addShardOptions, type ShardOptions, addRunOptions } from '../options/index.ts';
import { withStandardInput } from '../standard-input.ts';

interface ConsensusOptions extends OverwriteOption, ShardOptions {
  readonly fasta: string;
  readonly vcf: string;
  readonly sample?: string;
  readonly haplotype: number | 'all';
  readonly unphased: UnphasedChoice;
  readonly region?: string;
  readonly out: string;
  readonly json?: boolean;
}

export function consensusCommand(context: CommandContext): Command {
  const command = new Command('consensus')
    .requiredOption('--fasta <F>', 'genome: FASTA (plain or bgzip) or 2bit')
    .requiredOption(
      '--vcf <V>',
      'variants: VCF, plain, gzip or bgzip, FILE##idx##INDEX where the index lies elsewhere; - for standard input',
    )
    .option('--sample <S>', 'sample whose genotypes are used (default: the only one)')
    .option('--haplotype <H>', 'which copy to write: 1, 2, ... or all', parseHaplotype, 'all')
    .addOption(
      new Option('--unphased <HOW>', 'how to place unphased genotypes such as 0/1')
        .choices(unphasedChoices)
        .default('as-written'),
    )
    .option('--region <R>', 'chr:start-end (1-based, inclusive), a contig, or all (the default)')
    .requiredOption(
      '--out <FILE>',
      'output FASTA; .chain and .map.tsv are written next to it; - for standard output, FASTA alone',
    )
    .option('--json', 'print a JSON summary');
  return addRunOptions(addShardOptions(addOverwriteOption(command)))
    .addHelpText('after', notes)
    .action((options: ConsensusOptions) => consensus(options, context));
}

const notes = `
An unphased genotype such as 0/1 does not say which copy carries which allele. --unphased:
  as-written   the first allele on haplotype 1, the second on haplotype 2, ...
  reference    the reference on all copies
  alternative  the first allele that is not the reference on all copies
As many copies are written as the sample's genotypes have (its ploidy). Genotypes with fewer
copies, such as chrX in a male, are applied to the first haplotypes only.
<DEL>, <DUP:TANDEM> and <INV> are applied if END or SVLEN gives their end; <DUP> also needs
SVCLAIM J or DJ. A duplicated copy is inserted before the original. Duplications and
inversions are limited to 10,000,000 bases.
Where variants overlap, the first is applied. The .chain file lifts positions over from
the reference to the sample's sequence (liftOver, CrossMap); .map.tsv has the same,
0-based, with each variant.

Example:
  megabase consensus --fasta genome.fa.gz --vcf calls.vcf.gz --sample ANNA \\
    --region chr7:1,000,001-2,000,000 --out anna.fa`;

/** The number of a copy, or all, of which a diploid's are `both`. */
function parseHaplotype(text: string): number | 'all' {
  if (text === 'all' || text === 'both') return 'all';
  const value = /^\d+$/.test(text) ? Number(text) : NaN;
  if (value >= 1 && value <= maxCopies) return value;
  throw new InvalidArgumentError(`Expected 1 to ${maxCopies}, or all.`);
}

async function consensus(given: ConsensusOptions, context: CommandContext): Promise<void> {
  if (given.dryRun) {
    printCost(await foreseeConsensus(given, context), given, context.console);
    return;
  }
  const options = withStandardInput(given, ['fasta', 'vcf']);
  const { console, signal } = context;
  const { notes, onNote, onEvent } = openNotes(console);
  checkName(options);
  const { fasta, vcf, out, sample, unphased } = options;
  const paths = await consensusPaths(out);
  const check = () => checkOutputs(paths, [fasta, vcf]);
  const replaces = await openOutputs(paths, check, options, context);
  const environment = await openEnvironment({ fasta }, { onNote, signal });
  try {
    const region = await oneRegionOrAll(environment, options.region);
    const haplotypes = options.haplotype === 'all' ? undefined : [options.haplotype];
    const { shard } = options;
    const { path, index } = indexedFile(vcf);
    const spec = { vcf: path, index, region, sample, haplotypes, unphased, shard, out, replaces };
    const result = await resultOf(writeConsensus(environment, spec, signal), onEvent);
    if (options.json) console.print(JSON.stringify({ ...result, notes: [...notes] }));
    else for (const line of summary(result)) console.print(line);
  } finally {
    await environment.close();
  }
}

export const plannableConsensus: Plannable<ConsensusOptions> = {
  make: consensusCommand,
  foresee: foreseeConsensus,
};

/** What writing would take. Errors: those of opening what is read. */
async function foreseeConsensus(
  { fasta, vcf, region }: ConsensusOptions,
  { console, signal }: CommandContext,
): Promise<Foreseen> {
  const { onNote } = openNotes(console);
  const environment = await openEnvironment({ fasta }, { onNote, signal });
  try {
    const { contigs } = environment.genome;
    const regions =
      region === undefined ? allRegions(contigs) : await environment.regions([region]);
    const run = planConsensus(regions, await countRecords(vcf, signal), contigs);
    return { run, inputs: [fasta, vcf], threads: 1 };
  } finally {
    await environment.close();
  }
}

async function countRecords(text: string, signal: AbortSignal): Promise<number> {
  const { path, index } = indexedFile(text);
  const vcf = await openVcf(path, { index, signal });
  try {
    let count = 0;
    for await (const _ of vcf.records({ signal })) count++;
    return count;
  } finally {
    await vcf.close();
  }
}

function summary({ records, files }: ConsensusResult): string[] {
  const lines = records.map(
    ({ name, length, region, applied }) =>
      `${name} · ${basePairs(length)} for ${formatRegion(region)} · ${counted(applied, 'variant')}`,
  );
  return [...lines, ...files.map(outputName)];
}

/** Error: `usage`. */
function checkName({ out }: ConsensusOptions): void {
  if (!/\.gz$/i.test(out)) return;
  throw new MegabaseError(
    'usage',
    `--out ${out}: expected a plain FASTA file name, such as sample.fa.`,
  );
}
