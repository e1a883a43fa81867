import type { Command } from 'commander';
import { MegabaseError } from '../../contract/index.ts';
import { defaultCandidateOptions, type CandidateOptions } from '../../sequence/index.ts';
import { parseAmount, parseCount, parseNumber } from './options.ts';

/** The thresholds by which reads make a candidate, as every command that reads them takes them. */
export function addCandidateOptions(command: Command): Command {
  const standard: CandidateOptions = defaultCandidateOptions;
  return command
    .option(
      '--min-base-quality <Q>',
      'minimum base quality (Phred)',
      parseAmount,
      standard.minBaseQuality,
    )
    .option(
      '--min-mapping-quality <Q>',
      'minimum mapping quality (Phred)',
      parseAmount,
      standard.minMappingQuality,
    )
    .option(
      '--min-depth <N>',
      'minimum fragments covering the position',
      parseCount,
      standard.minDepth,
    )
    .option(
      '--min-alternative <N>',
      'minimum fragments supporting the allele',
      parseCount,
      standard.minAlternative,
    )
    .option('--min-fraction <X>', 'minimum allele fraction', parseNumber, standard.minFraction)
    .option(
      '--max-strand-bias <Q>',
      "maximum strand bias (Phred-scaled Fisher's exact test)",
      parseNumber,
      standard.maxStrandBias,
    )
    .option(
      '--homozygous-fraction <X>',
      'allele fraction from which 1/1 is guessed',
      parseNumber,
      standard.homozygousFraction,
    )
    .option('--max-indel <BP>', 'longest insertion or deletion', parseCount, standard.maxIndel)
    .option('--max-depth <N>', 'maximum reads counted at a position', parseCount, standard.maxDepth)
    .option(
      '--skip-flags <N>',
      'skip reads with any of these SAM flags',
      parseAmount,
      standard.skipFlags,
    );
}

/** Error: `usage` where a share is none. */
export function checkShares({ minFraction, homozygousFraction }: CandidateOptions): void {
  for (const [name, value] of Object.entries({ minFraction, homozygousFraction })) {
    if (value >= 0 && value <= 1) continue;
    const option = name === 'minFraction' ? '--min-fraction' : '--homozygous-fraction';
    throw new MegabaseError('usage', `${option} is ${value}; expected a share from 0 to 1.`);
  }
}
