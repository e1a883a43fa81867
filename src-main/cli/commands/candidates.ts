import { realpath } from 'node:fs/promises';
import { Command } from 'commander';
import { MegabaseError } from '../../contract/index.ts';
import { openEnvironment } from '../../analysis/environment/index.ts';
import { resultOf } from '../../analysis/events/index.ts';
import { writeCandidates } from '../../analysis/candidates/index.ts';
import type { CandidateOptions } from '../../sequence/index.ts';
import { addCandidateOptions, checkShares } from '../candidate-options.ts';
import type { CommandContext } from '../context.ts';
import { openNotes } from '../notes.ts';
import { countOf } from '../wording.ts';

interface CandidatesOptions extends CandidateOptions {
  readonly fasta: string;
  readonly reads: string;
  readonly region?: readonly string[];
  readonly out: string;
  readonly json?: boolean;
}

export function candidatesCommand(context: CommandContext): Command {
  const command = new Command('candidates')
    .description(
      'List candidate variants (not calls): positions where reads differ from the genome.',
    )
    .requiredOption('--fasta <F>', 'genome: FASTA (plain or bgzip) or 2bit')
    .requiredOption('--reads <B>', 'BAM or CRAM, sorted and indexed')
    .option('--region <R...>', 'chr:start-end (1-based, inclusive), a contig, or a BED file')
    .requiredOption('--out <FILE>', 'VCF file, .vcf or .vcf.gz');
  return addCandidateOptions(command)
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

async function candidates(options: CandidatesOptions, context: CommandContext): Promise<void> {
  const { console, signal } = context;
  const { notes, onNote, onEvent } = openNotes(console);
  await checkPaths(options);
  checkShares(options);
  const { fasta, reads, out } = options;
  const environment = await openEnvironment({ fasta }, { onNote, signal });
  try {
    const regions = options.region && (await environment.regions(options.region));
    const events = writeCandidates(environment, { reads, regions, options, out }, signal);
    const found = await resultOf(events, onEvent);
    const summary = { candidates: found, path: out, notes: [...notes] };
    if (options.json) console.print(JSON.stringify(summary));
    else console.print(`${out} · ${countOf(found, 'candidate')}`);
  } finally {
    await environment.close();
  }
}

/** A slip of the keys must not cost a genome, or its reads. */
async function checkPaths({ fasta, reads, out }: CandidatesOptions): Promise<void> {
  if (!/\.vcf(\.gz)?$/i.test(out)) {
    throw new MegabaseError('usage', `--out ${out}: candidates are written as .vcf or .vcf.gz.`);
  }
  const real = (path: string) => realpath(path).catch(() => undefined);
  const [output, ...inputs] = await Promise.all([out, fasta, reads].map(real));
  if (output !== undefined && inputs.includes(output)) {
    throw new MegabaseError('usage', `--out ${out} would overwrite an input file.`);
  }
}
