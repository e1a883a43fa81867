import { Command } from 'commander';
import { MegabaseError, counted } from '../../contract/index.ts';
import { checkOutputs } from '../../analysis/export/index.ts';
import { outputTarget } from '../../formats/output/index.ts';
import { openEnvironment } from '../../analysis/environment/index.ts';
import { resultOf } from '../../analysis/events/index.ts';
import { writeCandidates } from '../../analysis/candidates/index.ts';
import type { CandidateOptions } from '../../sequence/index.ts';
import { addCandidateOptions, checkShares } from '../options/index.ts';
import type { CommandContext } from '../context.ts';
import { addOverwriteOption, openOutputs, outputName, type OverwriteOption } from '../outputs.ts';
import { openNotes } from '../console/index.ts';
import { withStandardInput } from '../standard-input.ts';
import { indexedFile } from '../../formats/bytes/index.ts';

interface CandidatesOptions extends CandidateOptions, OverwriteOption {
  readonly fasta: string;
  readonly reads: string;
  readonly region?: readonly string[];
  readonly out: string;
  readonly json?: boolean;
}

export function candidatesCommand(context: CommandContext): Command {
  const command = new Command('candidates')
    .requiredOption('--fasta <F>', 'genome: FASTA (plain or bgzip) or 2bit')
    .requiredOption(
      '--reads <B>',
      'BAM or CRAM, sorted and indexed; FILE##idx##INDEX where the index lies elsewhere',
    )
    .option(
      '--region <R...>',
      'chr:start-end (1-based, inclusive), a contig, a BED file, or all (the default)',
    )
    .requiredOption('--out <FILE>', 'VCF file, .vcf or .vcf.gz; - for standard output');
  return addCandidateOptions(addOverwriteOption(command))
    .option('--json', 'print a JSON summary')
    .addHelpText('after', notes)
    .action((options: CandidatesOptions) => candidates(options, context));
}

const notes = `
Every difference supported by enough fragments is written with its counts; there is no
error model. Overlapping mates count once. Reads skipped by default (SAM flags): unmapped,
secondary, QC failed, duplicate and supplementary.

Example:
  megabase candidates --fasta genome.fa.gz --reads sample.bam \\
    --region chr7:1,000,001-2,000,000 --out candidates.vcf.gz`;

async function candidates(given: CandidatesOptions, context: CommandContext): Promise<void> {
  const options = withStandardInput(given, ['fasta', 'region']);
  const { console, signal } = context;
  const { notes, onNote, onEvent } = openNotes(console);
  const { fasta, reads, out } = options;
  await checkName(out);
  checkShares(options);
  const check = () => checkOutputs([out], [fasta, reads, ...(options.region ?? [])]);
  const replaces = await openOutputs([out], check, options, context);
  const environment = await openEnvironment({ fasta }, { onNote, signal });
  try {
    const regions = options.region && (await environment.regions(options.region));
    const { path, index } = indexedFile(reads);
    const spec = { reads: path, index, regions, options, out, replaces };
    const events = writeCandidates(environment, spec, signal);
    const found = await resultOf(events, onEvent);
    const summary = { candidates: found, path: out, notes: [...notes] };
    if (options.json) console.print(JSON.stringify(summary));
    else console.print(`${outputName(out)} · ${counted(found, 'candidate')}`);
  } finally {
    await environment.close();
  }
}

/** Error: `usage` for a name that says another format. */
async function checkName(out: string): Promise<void> {
  if (/\.vcf(\.gz)?$/i.test(out) || (await outputTarget(out)).kind === 'stream') return;
  throw new MegabaseError('usage', `--out ${out}: candidates are written as .vcf or .vcf.gz.`);
}
