import { execFileSync, spawnSync } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import type { Random } from './random.ts';

/** False where the tests that compare with bcftools and samtools must be skipped. */
export const hasHts = ['samtools', 'bcftools', 'bgzip', 'tabix'].every(
  (program) => spawnSync(program, ['--version']).status === 0,
);

/** What a program of samtools, bcftools or htslib writes to its standard output. */
export function hts(program: string, ...args: string[]): string {
  return execFileSync(program, args, {
    encoding: 'utf8',
    stdio: ['ignore', 'pipe', 'ignore'],
    maxBuffer: 1 << 30,
  });
}

/** A record as a VCF file writes it; `pos` is 1-based. */
export interface VcfRow {
  readonly contig: string;
  readonly pos: number;
  readonly id?: string;
  readonly ref: string;
  readonly alt: string;
  readonly info?: string;
  readonly genotypes?: readonly string[];
}

const structuralKeys = [
  '##INFO=<ID=END,Number=1,Type=Integer,Description="Last base">',
  '##INFO=<ID=SVLEN,Number=.,Type=Integer,Description="Length">',
  '##INFO=<ID=SVCLAIM,Number=A,Type=String,Description="Claim">',
];

/** The text of a VCF file with these records, sorted by nobody. */
export function vcfText(
  contigs: Readonly<Record<string, string>>,
  rows: readonly VcfRow[],
  samples: readonly string[] = [],
): string {
  const columns = '#CHROM POS ID REF ALT QUAL FILTER INFO'.split(' ');
  if (samples.length > 0) columns.push('FORMAT', ...samples);
  const lines = rows.map(({ contig, pos, id = '.', ref, alt, info = '.', genotypes = [] }) => {
    const fields = [contig, pos, id, ref, alt, '.', '.', info];
    return (genotypes.length > 0 ? [...fields, 'GT', ...genotypes] : fields).join('\t');
  });
  const header = [
    '##fileformat=VCFv4.2',
    ...Object.entries(contigs).map(
      ([name, { length }]) => `##contig=<ID=${name},length=${length}>`,
    ),
    // Without these htslib does not know where a symbolic allele ends.
    ...(rows.some(({ info }) => info !== undefined) ? structuralKeys : []),
    '##FORMAT=<ID=GT,Number=1,Type=String,Description="Genotype">',
  ];
  return [...header, columns.join('\t'), ...lines, ''].join('\n');
}

/** Packs a text as bgzip and indexes it as VCF; gives the path. */
export function writeIndexedVcf(path: string, text: string, ending: 'tbi' | 'csi' = 'tbi'): string {
  const plain = path.replace(/\.gz$/, '');
  writeFileSync(plain, text);
  execFileSync('bgzip', ['-f', plain]);
  execFileSync('tabix', [...(ending === 'csi' ? ['-C'] : []), '-f', '-p', 'vcf', path]);
  return path;
}

/** Random bases with runs and short repeats in them, where an indel can be written in many ways. */
export function repetitiveBases(random: Random, length: number): string {
  let text = '';
  const letters = (count: number) =>
    Array.from({ length: count }, () => 'ACGT'[random.below(4)]).join('');
  while (text.length < length) {
    text +=
      random.below(2) === 0
        ? letters(1 + random.below(6)).repeat(1 + random.below(12))
        : letters(1 + random.below(12));
  }
  return text.slice(0, length);
}
