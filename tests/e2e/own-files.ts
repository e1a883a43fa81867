import { execFileSync } from 'node:child_process';
import { copyFileSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { gunzipSync } from 'node:zlib';
import { root } from '../support/paths.ts';
import { hasSamtools, samtools } from '../formats/fixtures.ts';

const tutorial = join(root, 'resources/tutorial');

/** Names of files as somebody of a laboratory brings them, in one folder. */
export interface OwnFiles {
  readonly folder: string;
  readonly fasta: string;
  readonly bam: string;
  readonly vcf: string;
  /** The same reads, coded against the genome; only samtools makes one. */
  readonly cram: string | undefined;
}

/**
 * A genome of two contigs as FASTA with the line ends of Windows and no index, with reads and
 * variants over it. The letters are the tutorial's; so are reads and variants, under other names,
 * where samtools and its family are not there to make others.
 */
export function writeOwnFiles(folder: string): OwnFiles {
  mkdirSync(folder, { recursive: true });
  const genome = gunzipSync(readFileSync(join(tutorial, 'tutorial.fa.gz'))).toString('latin1');
  const fasta = 'patient.fasta';
  writeFileSync(join(folder, fasta), genome.replaceAll('\n', '\r\n'), 'latin1');
  const [bam, vcf] = ['patient.sorted.bam', 'patient.vcf.gz'];
  const cram = hasSamtools ? 'patient.cram' : undefined;
  if (cram) {
    makeReads(join(folder, bam), letters(genome));
    makeCram(join(folder, cram), join(folder, bam), join(folder, fasta));
  }
  if (!cram) copyWithIndex('sample.bam', join(folder, bam), '.bai');
  if (hasTool('bgzip') && hasTool('tabix')) makeVariants(join(folder, vcf), letters(genome));
  else copyWithIndex('sample.vcf.gz', join(folder, vcf), '.tbi');
  return { folder, fasta, bam, vcf, cram };
}

/** Letters of the first contig. */
function letters(genome: string): string {
  const [, record = ''] = genome.split('>');
  return record.slice(record.indexOf('\n')).replaceAll('\n', '');
}

/** Reads of 100 bp, one every 40 bp of the first 100 kbp. */
function makeReads(path: string, contig: string): void {
  const lines = ['@HD\tVN:1.6\tSO:coordinate', '@SQ\tSN:chrT1\tLN:1000000'];
  for (let at = 0; at < 100_000; at += 40) {
    const read = contig.slice(at, at + 100);
    const strand = (at / 40) % 2 === 0 ? 0 : 16;
    lines.push(
      [`read${at}`, strand, 'chrT1', at + 1, 60, '100M', '*', 0, 0, read, 'I'.repeat(100)].join(
        '\t',
      ),
    );
  }
  const sam = `${path}.sam`;
  writeFileSync(sam, `${lines.join('\n')}\n`);
  samtools('sort', '-o', path, sam);
  samtools('index', path);
}

/** samtools would leave its index beside the genome: it is given a copy. */
function makeCram(path: string, bam: string, fasta: string): void {
  const reference = `${path}.reference.fa`;
  writeFileSync(reference, readFileSync(fasta, 'latin1').replaceAll('\r', ''), 'latin1');
  samtools('view', '-C', '-T', reference, '-o', path, bam);
  samtools('index', path);
  for (const file of [reference, `${reference}.fai`]) rmSync(file);
}

/** A change of one letter every 2 kbp of the first 100 kbp, with its frequency, of three samples. */
function makeVariants(path: string, contig: string): void {
  const lines = [
    '##fileformat=VCFv4.2',
    '##contig=<ID=chrT1,length=1000000>',
    '##FORMAT=<ID=GT,Number=1,Type=String,Description="Genotype">',
    '##INFO=<ID=AF,Number=A,Type=Float,Description="Allele frequency">',
    '#CHROM\tPOS\tID\tREF\tALT\tQUAL\tFILTER\tINFO\tFORMAT\tPATIENT\tMOTHER\tFATHER',
  ];
  for (let at = 1_000; at < 100_000; at += 2_000) {
    const found = contig[at]!.toUpperCase();
    const other = found === 'A' ? 'C' : 'A';
    const record = ['chrT1', at + 1, '.', found, other, 60, 'PASS', 'AF=0.5', 'GT'];
    lines.push([...record, '0/1', '0/0', '1/1'].join('\t'));
  }
  const plain = path.replace(/\.gz$/, '');
  writeFileSync(plain, `${lines.join('\n')}\n`);
  execFileSync('bgzip', ['-f', plain]);
  execFileSync('tabix', ['-p', 'vcf', path]);
}

function copyWithIndex(name: string, path: string, ending: string): void {
  copyFileSync(join(tutorial, name), path);
  copyFileSync(join(tutorial, name + ending), path + ending);
}

function hasTool(name: string): boolean {
  try {
    execFileSync(name, ['--version'], { stdio: 'ignore' });
    return true;
  } catch {
    return false;
  }
}
