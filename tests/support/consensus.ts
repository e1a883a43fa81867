import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { openGenome } from '../../src-main/formats/open-genome/index.ts';
import {
  consensusPaths,
  writeConsensus,
  type ConsensusResult,
} from '../../src-main/analysis/consensus/index.ts';
import type { ConsensusSpec } from '../../src-main/analysis/consensus/write-consensus.ts';
import { writeFasta } from './cli-genome.ts';
import { hts, vcfText, type VcfRow } from './hts.ts';
import { neverStopped, readAnalysis } from './read-analysis.ts';
import { temporaryFolder } from './temporary-folder.ts';

/** What a consensus wrote, read again. */
export interface Written {
  readonly result: ConsensusResult;
  /** Letters by record name. */
  readonly letters: Readonly<Record<string, string>>;
  readonly chain: string;
  readonly table: string[][];
  readonly notes: string[];
}

/** Writes the consensus of a file: every copy, unless asked otherwise. */
export async function writeOwn(
  fasta: string,
  vcf: string,
  request: Partial<ConsensusSpec> = {},
): Promise<Written> {
  const folder = temporaryFolder();
  const notes: string[] = [];
  const out = join(folder, 'own.fa');
  const genome = await openGenome(fasta, { indexFolder: folder });
  try {
    const defaults = { vcf, unphased: 'as-written', out } as const;
    const events = writeConsensus({ genome }, { ...defaults, ...request }, neverStopped);
    const result = await readAnalysis(events, notes);
    const [fastaPath, chainPath, tablePath] = await consensusPaths(out);
    const table = readFileSync(tablePath!, 'utf8').trimEnd().split('\n').slice(2);
    return {
      result,
      letters: readLetters(readFileSync(fastaPath!, 'utf8')),
      chain: readFileSync(chainPath!, 'utf8'),
      table: table.map((row) => row.split('\t')),
      notes,
    };
  } finally {
    await genome.close();
  }
}

function readLetters(fasta: string): Record<string, string> {
  const records = fasta.split('>').slice(1);
  return Object.fromEntries(
    records.map((record) => {
      const [title, ...lines] = record.split('\n');
      return [title!.split(' ')[0]!, lines.join('')];
    }),
  );
}

/** Letters of the records that `bcftools consensus -H` writes; the VCF is packed and indexed. */
export function bcftoolsLetters(
  fasta: string,
  vcf: string,
  haplotype: number,
  sample?: string,
): Record<string, string> {
  const named = sample === undefined ? [] : ['-s', sample];
  const args = ['-H', `${haplotype}`, ...named, '-f', fasta, vcf];
  return readLetters(hts('bcftools', 'consensus', ...args));
}

/** A small genome and a VCF of it, written into a folder of their own. */
export function smallFiles(
  contigs: Readonly<Record<string, string>>,
  rows: readonly VcfRow[],
  samples: readonly string[] = ['S'],
): { fasta: string; vcf: string } {
  const folder = temporaryFolder();
  const [fasta, vcf] = [join(folder, 'g.fa'), join(folder, 'v.vcf')];
  writeFasta(fasta, contigs);
  writeFileSync(vcf, vcfText(contigs, rows, samples));
  return { fasta, vcf };
}
