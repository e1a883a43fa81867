import { execFileSync } from 'node:child_process';
import { cpSync, mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { gunzipSync } from 'node:zlib';
import { samtools } from '../formats/fixtures.ts';
import { root } from '../support/paths.ts';
import { runMegabase } from './serve-process.ts';

/** As HTML it is a picture that cannot be had, and whose failure runs a script. */
export const markup = '<img data-stranger src=x onerror=__pwned=1>';
/** The same without blanks, for names that end at one. */
export const tightMarkup = '<img/data-stranger/src/onerror=__pwned=1>';
/** As HTML it is in bold, and two of its characters are others than are written. */
export const boldMarkup = '<b data-stranger>bold R&D &copy 1 &amp <3';
/** The same without blanks. */
const tightBold = '<b/data-stranger>bold&copy';

/** Names of files in a folder, each with markup in it. */
export interface StrangeFiles {
  readonly folder: string;
  readonly fasta: string;
  readonly gff3: string;
  readonly gtf: string;
  readonly bed: string;
  readonly bam: string;
  readonly vcf: string;
  readonly bigWig: string;
}

/** The contig on which they all have their features. */
export const strangeContig = `chr${tightMarkup}`;
/** bp */
const length = 20_000;

/**
 * A genome of two contigs and files of every kind over it. Whatever a format lets its writer name
 * (contig, feature, attribute, sample, filter, read, tag, track line) has markup for a name.
 */
export function writeStrangeFiles(home: string): StrangeFiles {
  const folder = join(home, 'data');
  mkdirSync(folder, { recursive: true });
  const name = (ending: string) => `${markup}.${ending}`;
  const files = {
    ...{
      folder,
      fasta: name('fa'),
      gff3: `${boldMarkup}.gff3`,
      gtf: name('gtf'),
      bed: name('bed'),
    },
    ...{ bam: name('bam'), vcf: name('vcf.gz'), bigWig: name('bw') },
  };
  const at = (file: string) => join(folder, file);
  const genome = gunzipSync(readFileSync(join(root, 'resources/tutorial/tutorial.fa.gz')));
  const letters = genome.toString('latin1').split('\n').slice(1).join('').slice(0, length);
  writeFileSync(at(files.fasta), `>${strangeContig}\n${letters}\n>plain\n${letters}\n`);
  writeFileSync(at(files.gff3), gff3());
  writeFileSync(at(files.gtf), gtf());
  writeFileSync(at(files.bed), bed());
  writeReads(at(files.bam), letters);
  writeVariants(at(files.vcf), letters);
  return files;
}

/** Adds the signal: a bigWig file of the program's own. */
export async function writeStrangeSignal(home: string, files: StrangeFiles): Promise<void> {
  const [fasta, own] = [join(files.folder, files.fasta), join(files.folder, 'signal.bw')];
  const what = ['--region', 'plain:1-8192', '--model', 'hawk-tutorial', '--tracks', 'promoter'];
  await runMegabase(home, ['predict', '--fasta', fasta, ...what, '--out', own]);
  renameSync(own, join(files.folder, files.bigWig));
}

/** The tutorial's model under another name, and its tracks too; gives its id. */
export function strangeModel(home: string): string {
  const id = 'strange';
  const folder = join(home, 'megabase', 'models', id);
  cpSync(join(root, 'native-models/hawk-tutorial'), folder, { recursive: true });
  const path = join(folder, 'manifest.json');
  const manifest = readFileSync(path, 'utf8')
    .replace('"hawk-tutorial"', JSON.stringify(id))
    .replace('"Hawk tutorial"', JSON.stringify(`Model ${markup}`))
    .replace('"CC0-1.0"', JSON.stringify(`Licence ${markup}`))
    .replace('"Promoter"', JSON.stringify(`Promoter ${markup}`));
  writeFileSync(path, manifest);
  return id;
}

function gff3(): string {
  const named = `ID=one;Name=${boldMarkup};key<b/data-stranger>=${boldMarkup}`;
  const source = `source${tightMarkup}`;
  const columns = [strangeContig, source, 'gene', 2_001, 4_000, '.', '+', '.', named];
  return `##gff-version 3\n${columns.join('\t')}\n`;
}

function gtf(): string {
  const attributes = `gene_id "one"; transcript_id "one.1"; gene_name "${boldMarkup}"; note "${markup}";`;
  const line = (type: string) =>
    [strangeContig, 'test', type, 2_001, 4_000, '.', '+', '.', attributes].join('\t');
  return `${line('transcript')}\n${line('exon')}\n`;
}

/** Its track line gives an address to which its features' names are to be links. */
function bed(): string {
  const track = `track name="${tightMarkup}" description="${tightMarkup}" url="javascript:__pwned=1"`;
  const features = [tightBold, 'control\u0001character'].map((name, i) =>
    [strangeContig, 2_000 + i * 2_500, 4_000 + i * 2_500, name, 0, '+'].join('\t'),
  );
  return `${track}\n${features.join('\n')}\n`;
}

/** Pairs, all at one place. */
function writeReads(path: string, letters: string): void {
  const lines = ['@HD\tVN:1.6\tSO:coordinate', `@SQ\tSN:${strangeContig}\tLN:${length}`];
  lines.push(`@RG\tID:${tightMarkup}\tSM:${markup}`);
  for (let i = 0; i < 20; i++) {
    const [one, other] = [2_001 + 100 * i, 12_001 + 100 * i];
    const read = (flag: number, start: number, mate: number, size: number) =>
      [
        ...[`read${i}${tightMarkup}`, flag, strangeContig, start, 60, '100M', '=', mate, size],
        ...[letters.slice(start - 1, start + 99), 'I'.repeat(100)],
        ...[`RG:Z:${tightMarkup}`, `CO:Z:${boldMarkup}`],
      ].join('\t');
    lines.push(read(99, one, other, 10_100), read(147, other, one, -10_100));
  }
  const sam = `${path}.sam`;
  writeFileSync(sam, `${lines.join('\n')}\n`);
  samtools('sort', '-o', path, sam);
  samtools('index', path);
}

function writeVariants(path: string, letters: string): void {
  const lines = [
    '##fileformat=VCFv4.2',
    `##contig=<ID=${strangeContig},length=${length}>`,
    '##INFO=<ID=NOTE,Number=1,Type=String,Description="Note">',
    `##FILTER=<ID=${tightMarkup},Description="${tightMarkup}">`,
    '##FORMAT=<ID=GT,Number=1,Type=String,Description="Genotype">',
    `#CHROM\tPOS\tID\tREF\tALT\tQUAL\tFILTER\tINFO\tFORMAT\tsample${markup}`,
  ];
  const row = (position: number, alt: string) => {
    const ref = letters[position - 1];
    const info = `NOTE=${encodeURIComponent(boldMarkup)}`;
    const id = `id${tightMarkup}`;
    return [strangeContig, position, id, ref, alt, 60, tightMarkup, info, 'GT', '0/1'].join('\t');
  };
  const other = letters[2_999] === 'A' ? 'C' : 'A';
  lines.push(row(3_000, other), row(3_100, '<DEL>'));
  const plain = path.replace(/\.gz$/, '');
  writeFileSync(plain, `${lines.join('\n')}\n`);
  execFileSync('bgzip', ['-f', plain]);
  execFileSync('tabix', ['-p', 'vcf', path]);
}
