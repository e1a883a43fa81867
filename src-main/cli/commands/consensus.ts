import { realpath } from 'node:fs/promises';
import { Command, Option } from 'commander';
import { formatRegion, MegabaseError } from '../../contract/index.ts';
import {
  consensusPaths,
  openVcf,
  openGenomeAlone,
  unphasedChoices,
  writeConsensus,
  type ConsensusResult,
  type UnphasedChoice,
} from '../../service/index.ts';
import type { CommandContext } from '../context.ts';
import { countOf, formatBp } from '../wording.ts';

interface ConsensusOptions {
  readonly fasta: string;
  readonly vcf: string;
  readonly sample?: string;
  readonly haplotype: '1' | '2' | 'both';
  readonly unphased: UnphasedChoice;
  readonly region?: string;
  readonly out: string;
  readonly json?: boolean;
}

export function consensusCommand(context: CommandContext): Command {
  return new Command('consensus')
    .description("Write a sample's own sequence, with the map to the reference.")
    .requiredOption('--fasta <F>', 'genome: FASTA (plain or bgzip) or 2bit')
    .requiredOption('--vcf <V>', 'variants: VCF, plain, gzip or bgzip')
    .option('--sample <S>', 'whose genotypes (default: the only sample)')
    .addOption(
      new Option('--haplotype <H>', 'which of the two copies')
        .choices(['1', '2', 'both'])
        .default('both'),
    )
    .addOption(
      new Option('--unphased <HOW>', 'a genotype such as 0/1, whose copies are not known')
        .choices(unphasedChoices)
        .default('as-written'),
    )
    .option('--region <R>', 'chr:start-end (1-based) or a contig (default: all contigs)')
    .requiredOption('--out <FILE>', 'FASTA file; its .chain and .map.tsv stand beside it')
    .option('--json', 'print the summary as JSON')
    .addHelpText('after', notes)
    .action((options: ConsensusOptions) => consensus(options, context));
}

const notes = `
A genotype such as 0/1 does not say which copy has which allele. --unphased:
  as-written   the first allele on haplotype 1, the second on haplotype 2
  reference    the reference on both
  alternative  the first allele that is not the reference on both
Of variants that overlap the first is applied. The .chain carries positions of
the reference to the sample's sequence (liftOver, CrossMap); the .map.tsv has
the same, 0-based, with each variant.

Example:
  megabase consensus --fasta genome.fa.gz --vcf calls.vcf.gz --sample ANNA \\
    --region chr7:1,000,001-2,000,000 --out anna.fa`;

async function consensus(options: ConsensusOptions, context: CommandContext): Promise<void> {
  const { console, signal } = context;
  const notes = new Set<string>();
  const onNote = (note: string) => {
    if (!notes.has(note)) console.note(`note: ${note}`);
    notes.add(note);
  };
  await refuseInputs(options);
  const { out, sample, unphased } = options;
  const vcf = await openVcf(options.vcf, { onNote });
  const opened = await openGenomeAlone(options.fasta, { onNote, signal });
  const { genome } = opened;
  try {
    const regions = options.region === undefined ? [] : await opened.regions([options.region]);
    const [region, ...others] = regions;
    if (others.length > 0) {
      throw new MegabaseError('usage', `One region is written; ${regions.length} were given.`);
    }
    const haplotypes = options.haplotype === 'both' ? [1, 2] : [Number(options.haplotype)];
    const request = { region, sample, haplotypes, unphased, out };
    const result = await writeConsensus(request, { genome, vcf, onNote, signal });
    if (options.json) console.print(JSON.stringify({ ...result, notes: [...notes] }));
    else for (const line of summary(result)) console.print(line);
  } finally {
    await vcf.close();
    await genome.close();
  }
}

function summary({ records, files }: ConsensusResult): string[] {
  const lines = records.map(
    ({ name, length, region, applied }) =>
      `${name} · ${formatBp(length)} for ${formatRegion(region)} · ${countOf(applied, 'variant')}`,
  );
  return [...lines, ...files];
}

/** A slip of the keys must not cost a genome. */
async function refuseInputs({ fasta, vcf, out }: ConsensusOptions): Promise<void> {
  if (/\.gz$/i.test(out)) {
    throw new MegabaseError('usage', `--out ${out}: the sequence is written as plain FASTA, .fa.`);
  }
  const real = (path: string) => realpath(path).catch(() => undefined);
  const inputs = await Promise.all([fasta, vcf].map(real));
  for (const path of Object.values(consensusPaths(out))) {
    const found = await real(path);
    if (found !== undefined && inputs.includes(found)) {
      throw new MegabaseError('usage', `--out ${out} would write over ${path}, which is read.`);
    }
  }
}
