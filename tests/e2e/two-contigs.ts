import { execFileSync } from 'node:child_process';
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { samtools } from '../formats/fixtures.ts';
import { Random } from '../support/random.ts';

/** Names of files in one folder, as a laboratory has them of its own yeast. */
export interface TwoContigs {
  readonly folder: string;
  readonly fasta: string;
  readonly genes: string;
  readonly bam: string;
  readonly vcf: string;
  /** A gene of each contig: systematic name, symbol and another name for it. */
  readonly known: readonly {
    readonly contig: string;
    readonly id: string;
    readonly symbol: string;
    readonly alias: string;
  }[];
}

interface Gene {
  readonly contig: string;
  readonly id: string;
  readonly symbol: string;
  readonly aliases: readonly string[];
  readonly start: number;
  readonly end: number;
  readonly strand: '+' | '-';
  /** 0-based half-open, inside the gene; absent of most. */
  readonly intron?: readonly [number, number];
}

const lengths = { chrI: 60_000, chrII: 40_000 } as const;
/** Bases of chrII that nobody has read. */
const gap = { start: 21_000, end: 23_000 } as const;
const symbols = [
  ...['TFC3', 'VPS8', 'EFB1', 'SSA1', 'ERP2', 'FUN14', 'SPO7', 'MDM10', 'SWC3', 'CYS3', 'DEP1'],
  ...['SYN8', 'NTG1', 'CLN3', 'CYC3', 'PEX22', 'ACS1', 'FLC2', 'OAF1', 'GDH3', 'BDH1', 'ECM1'],
  ...['HTB2', 'HTA2', 'PKC1', 'ILS1', 'SSA3', 'ADE1', 'RPL32', 'CDC27', 'GAL7', 'GAL10', 'GAL1'],
];
/** Yeast's, by how often its genes use them; no stop. */
const codons = 'GAAAAAGATAATAAGCAATTAATTTTGGTTGGTGCTTCTACTCCATATTTTCATAGATCAGAG'.match(/.../g)!;
const complements: Readonly<Record<string, string>> = { A: 'T', C: 'G', G: 'C', T: 'A', N: 'N' };

/**
 * A genome like a yeast's, the same on every run: two contigs with genes on both strands (SGD's GFF3, with
 * symbols and aliases), an intron, tRNAs and a gap; reads in pairs over part of either contig; and variants
 * that the reads show. The letters are nobody's. Needs samtools, bgzip and tabix.
 */
export function writeTwoContigs(folder: string): TwoContigs {
  mkdirSync(folder, { recursive: true });
  const random = new Random(16);
  const genes = Object.entries(lengths).flatMap(([contig, length]) =>
    placeGenes(contig, length, random),
  );
  const letters = new Map(
    Object.entries(lengths).map(([contig, length]) => [
      contig,
      write(genes, contig, length, random),
    ]),
  );
  const names = { fasta: 'lab-yeast.fa', genes: 'lab-yeast.gff3' };
  const data = { bam: 'strain7.bam', vcf: 'strain7.vcf.gz' };
  const path = (name: string) => join(folder, name);
  const fasta = [...letters].map(
    ([name, text]) => `>${name}\n${text.match(/.{1,60}/g)!.join('\n')}`,
  );
  writeFileSync(path(names.fasta), `${fasta.join('\n')}\n`);
  writeFileSync(path(names.genes), gff3(genes));
  const variants = [...letters].flatMap(([contig, text]) => chooseVariants(contig, text, random));
  writeReads(path(data.bam), letters, variants, random);
  writeVariants(path(data.vcf), variants);
  const known = Object.keys(lengths).flatMap((contig) => {
    const gene = genes.filter((one) => one.contig === contig)[3]!;
    return [{ contig, id: gene.id, symbol: gene.symbol, alias: gene.aliases[0]! }];
  });
  return { folder, ...names, ...data, known };
}

/** Every 2 to 4 kbp, by turns on either strand. */
function placeGenes(contig: string, length: number, random: Random): Gene[] {
  const genes: Gene[] = [];
  const arm = contig === 'chrI' ? 'YAL' : 'YBL';
  let start = 1_200;
  while (start + 3_500 < length) {
    const number = genes.length;
    const coding = 3 * (250 + random.below(550));
    const isSplit = number === 2;
    const end = start + coding + (isSplit ? 330 : 0);
    const isInGap = contig === 'chrII' && start < gap.end + 200 && end > gap.start - 200;
    if (!isInGap) {
      const strand = number % 3 === 1 ? '-' : '+';
      const symbol = symbols[(contig === 'chrI' ? 0 : 22) + number] ?? `FUN${40 + number}`;
      const own = `${arm}${String(number + 1).padStart(3, '0')}${strand === '+' ? 'W' : 'C'}`;
      genes.push({
        ...{
          contig,
          id: own,
          symbol,
          aliases: [`${symbol.slice(0, 2)}B${number + 11}`, `L${own}`],
        },
        ...{ start, end, strand },
        ...(isSplit && { intron: [start + 300, start + 630] as const }),
      });
    }
    start = end + 600 + random.below(900);
  }
  return genes;
}

function write(genes: readonly Gene[], contig: string, length: number, random: Random): string {
  const base = () => 'AATTATATTAGCAATTCATG'[random.below(20)]!;
  const text = Array.from({ length }, base);
  for (const gene of genes.filter((one) => one.contig === contig)) {
    const [from, to] = gene.intron ?? [gene.end, gene.end];
    const count = (gene.end - gene.start - (to - from)) / 3;
    const inner = Array.from({ length: count - 2 }, () => codons[random.below(codons.length)]!);
    const coding = `ATG${inner.join('')}TAA`;
    const intron = Array.from({ length: to - from }, base).join('');
    const spliced =
      intron === ''
        ? coding
        : `${coding.slice(0, from - gene.start)}GTATGT${intron.slice(6, -3)}TAG${coding.slice(from - gene.start)}`;
    const written = gene.strand === '+' ? spliced : reverseComplement(spliced);
    for (const [index, letter] of [...written].entries()) text[gene.start + index] = letter;
  }
  if (contig === 'chrII') text.fill('N', gap.start, gap.end);
  return text.join('');
}

function reverseComplement(text: string): string {
  return [...text]
    .reverse()
    .map((letter) => complements[letter]!)
    .join('');
}

/** As SGD writes them. */
function gff3(genes: readonly Gene[]): string {
  const lines = Object.entries(lengths).flatMap(([contig, length]) => [
    `##sequence-region ${contig} 1 ${length}`,
  ]);
  const line = (gene: Gene, kind: string, [start, end]: readonly [number, number], of: string) =>
    [
      gene.contig,
      'SGD',
      kind,
      start + 1,
      end,
      '.',
      gene.strand,
      kind === 'CDS' ? '0' : '.',
      of,
    ].join('\t');
  for (const gene of genes) {
    const { id, symbol, aliases, start, end, intron } = gene;
    const whole = [start, end] as const;
    const note = 'Note=Made for a test;display=A %22gene%22 <of> nobody';
    lines.push(
      line(
        gene,
        'gene',
        whole,
        `ID=${id};Name=${id};gene=${symbol};Alias=${[symbol, ...aliases].join(',')};${note}`,
      ),
      line(gene, 'mRNA', whole, `ID=${id}_mRNA;Parent=${id};Name=${id}_mRNA`),
    );
    const exons = intron
      ? ([
          [start, intron[0]],
          [intron[1], end],
        ] as const)
      : [whole];
    exons.forEach((exon) =>
      lines.push(line(gene, 'CDS', exon, `Parent=${id}_mRNA;Name=${id}_CDS`)),
    );
  }
  lines.push(
    [
      'chrI',
      'SGD',
      'tRNA_gene',
      1_001,
      1_073,
      '.',
      '-',
      '.',
      'ID=tP(UGG)A;Name=tP(UGG)A;gene=TRN1;Alias=TRN1',
    ].join('\t'),
  );
  return `##gff-version 3\n${lines.join('\n')}\n`;
}

interface Variant {
  readonly contig: string;
  /** 0-based */
  readonly pos: number;
  readonly ref: string;
  readonly alt: string;
  readonly genotype: '0/1' | '1/1';
}

/** One every 1.5 kbp or so, every eighth a deletion. */
function chooseVariants(contig: string, text: string, random: Random): Variant[] {
  const variants: Variant[] = [];
  for (let pos = 1_500; pos < text.length - 500; pos += 1_000 + random.below(1_000)) {
    if (text.slice(pos, pos + 3).includes('N')) continue;
    const [first] = text.slice(pos);
    const isDeletion = variants.length % 8 === 7;
    const ref = isDeletion ? text.slice(pos, pos + 3) : first!;
    const alt = isDeletion ? first! : 'ACGT'['CGTA'.indexOf(first!)]!;
    variants.push({ contig, pos, ref, alt, genotype: variants.length % 3 === 0 ? '1/1' : '0/1' });
  }
  return variants;
}

/** Pairs of 100 bp, 300 bp apart, some 20 deep over 20 kbp of either contig, from a strain with the changes of one base. */
function writeReads(
  path: string,
  letters: ReadonlyMap<string, string>,
  variants: readonly Variant[],
  random: Random,
): void {
  const lines: string[] = [];
  for (const [contig, text] of letters) {
    const copies = [0, 1].map((copy) => {
      const own = [...text];
      for (const { pos, ref, alt, genotype } of variants.filter((one) => one.contig === contig)) {
        if (ref.length === 1 && (genotype === '1/1' || copy === 0)) own[pos] = alt;
      }
      return own.join('');
    });
    for (let pair = 0; pair < 2_000; pair++) {
      const start = 5_000 + random.below(20_000);
      const mate = start + 200 + random.below(60);
      const copy = copies[random.below(2)]!;
      const isForward = random.below(2) === 0;
      const flags = isForward ? [99, 147] : [163, 83];
      for (const [index, at] of [start, mate].entries()) {
        const other = index === 0 ? mate : start;
        const span = (mate + 100 - start) * (index === 0 ? 1 : -1);
        const read = copy.slice(at, at + 100);
        if (read.includes('N')) continue;
        lines.push(
          [
            `${contig}.${pair}`,
            flags[index],
            contig,
            at + 1,
            60,
            '100M',
            '=',
            other + 1,
            span,
            read,
            'I'.repeat(100),
          ].join('\t'),
        );
      }
    }
  }
  const contigs = [...letters].map(([name, text]) => `@SQ\tSN:${name}\tLN:${text.length}`);
  const sam = `${path}.sam`;
  writeFileSync(sam, `@HD\tVN:1.6\n${contigs.join('\n')}\n${lines.join('\n')}\n`);
  samtools('sort', '-o', path, sam);
  samtools('index', path);
}

function writeVariants(path: string, variants: readonly Variant[]): void {
  const lines = [
    '##fileformat=VCFv4.2',
    ...Object.entries(lengths).map(([name, length]) => `##contig=<ID=${name},length=${length}>`),
    '##FORMAT=<ID=GT,Number=1,Type=String,Description="Genotype">',
    '#CHROM\tPOS\tID\tREF\tALT\tQUAL\tFILTER\tINFO\tFORMAT\tSTRAIN7',
    ...variants.map(({ contig, pos, ref, alt, genotype }) =>
      [contig, pos + 1, '.', ref, alt, 60, 'PASS', '.', 'GT', genotype].join('\t'),
    ),
  ];
  const plain = path.replace(/\.gz$/, '');
  writeFileSync(plain, `${lines.join('\n')}\n`);
  execFileSync('bgzip', ['-f', plain]);
  execFileSync('tabix', ['-p', 'vcf', path]);
}
