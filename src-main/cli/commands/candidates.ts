import { realpath } from 'node:fs/promises';
import { Command } from 'commander';
import { MegabaseError } from '../../contract/index.ts';
import {
  openAlignment,
  openGenomeAlone,
  writeCandidates,
  type CandidateOptions,
} from '../../service/index.ts';
import { addCandidateOptions, checkShares } from '../candidate-options.ts';
import type { CommandContext } from '../context.ts';
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
    .description('List where reads differ from the genome: candidates, not calls.')
    .requiredOption('--fasta <F>', 'genome: FASTA (plain or bgzip) or 2bit')
    .requiredOption('--reads <B>', 'BAM or CRAM, sorted and indexed')
    .option('--region <R...>', 'chr:start-end (1-based), a contig, or a BED file')
    .requiredOption('--out <FILE>', 'VCF file, .vcf or .vcf.gz');
  return addCandidateOptions(command)
    .option('--json', 'print the summary as JSON')
    .addHelpText('after', notes)
    .action((options: CandidatesOptions) => candidates(options, context));
}

const notes = `
Every difference that enough fragments have is written, with its counts; no
model of errors is asked. Mates that overlap count once. The flags left out by
default are unmapped, secondary, failed quality, duplicate and supplementary.

Example:
  megabase candidates --fasta genome.fa.gz --reads sample.bam \\
    --region chr7:1,000,001-2,000,000 --out candidates.vcf.gz`;

async function candidates(options: CandidatesOptions, context: CommandContext): Promise<void> {
  const { console, signal } = context;
  const notes = new Set<string>();
  const onNote = (note: string) => {
    if (!notes.has(note)) console.note(`note: ${note}`);
    notes.add(note);
  };
  await checkPaths(options);
  checkShares(options);
  const opened = await openGenomeAlone(options.fasta, { onNote, signal });
  const { genome } = opened;
  try {
    const regions = options.region === undefined ? undefined : await opened.regions(options.region);
    const alignment = await openAlignment(options.reads, { genome, onNote });
    try {
      const request = { regions, options, out: options.out };
      const found = await writeCandidates(request, { genome, alignment, onNote, signal });
      const summary = { candidates: found, path: options.out, notes: [...notes] };
      if (options.json) console.print(JSON.stringify(summary));
      else console.print(`${options.out} · ${countOf(found, 'candidate')}`);
    } finally {
      await alignment.close();
    }
  } finally {
    await genome.close();
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
    throw new MegabaseError('usage', `--out ${out} would write over a file that is read.`);
  }
}
