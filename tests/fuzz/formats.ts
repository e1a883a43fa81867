import { cpSync, mkdirSync } from 'node:fs';
import { join } from 'node:path';
import type { Region } from '../../src-main/contract/index.ts';
import { openNetwork, readHeadPackage, readModelPackage } from '../../src-main/model/index.ts';
import { Safetensors } from '../../src-main/formats/safetensors/index.ts';
import { PytorchFile } from '../../src-main/formats/pytorch/index.ts';
import { BigWigFile } from '../../src-main/formats/open-bigwig/index.ts';
import { gff3Features, gtfFeatures } from '../../src-main/formats/gff/index.ts';
import { readBatch } from '../../src-main/formats/igv-batch/index.ts';
import { openAlignment } from '../../src-main/formats/open-alignment/index.ts';
import { openGenome } from '../../src-main/formats/open-genome/index.ts';
import { openVcf } from '../../src-main/formats/open-vcf/index.ts';
import { readBedPairs } from '../../src-main/formats/bedpe/index.ts';
import { readBedRegions } from '../../src-main/formats/bed/index.ts';
import { readDataset } from '../../src-main/analysis/evaluate/read-dataset.ts';
import { readProjectDocument } from '../../src-main/workbench/saved/project-document.ts';
import { root } from '../support/paths.ts';

/** A format that is read, with a good example of it. */
export interface FuzzedFormat {
  readonly name: string;
  /** Files of the example, copied into the folder that `read` is given; the first is damaged. */
  readonly files: readonly string[];
  /** Where the files lie, if not in `seeds/`. */
  readonly from?: string;
  /**
   * True of an index: whatever is done to it, what is read through it is what is read through the good
   * one, or an error.
   */
  readonly isIndex?: true;
  /** Reads all that there is, and gives a text of it. */
  read(folder: string): Promise<string>;
}

const seeds = join(root, 'tests/fuzz/seeds');

const tutorialModel = join(root, 'native-models/caduceus-tutorial');

const bamRegions: readonly Region[] = [
  { contig: 'chrT2', start: 0, end: 40_000 },
  { contig: 'chrT2', start: 1_000, end: 1_400 },
];

export const formats: readonly FuzzedFormat[] = [
  { name: 'FASTA', files: ['s.fa'], read: (folder) => genome(folder, 's.fa') },
  { name: 'FASTA, bgzip', files: ['s.fa.gz'], read: (folder) => genome(folder, 's.fa.gz') },
  {
    name: 'fai',
    files: ['s.fa.fai', 's.fa'],
    isIndex: true,
    read: (folder) => genome(folder, 's.fa'),
  },
  {
    name: 'gzi',
    files: ['s.fa.gz.gzi', 's.fa.gz.fai', 's.fa.gz'],
    isIndex: true,
    read: (folder) => genome(folder, 's.fa.gz'),
  },
  { name: '2bit', files: ['s.2bit'], read: (folder) => genome(folder, 's.2bit') },
  {
    name: 'BED',
    files: ['r.bed'],
    read: async (folder) => JSON.stringify(await readBedRegions(join(folder, 'r.bed'))),
  },
  {
    name: 'BEDPE',
    files: ['p.bedpe'],
    read: async (folder) => JSON.stringify(await readBedPairs(join(folder, 'p.bedpe'))),
  },
  {
    name: 'IGV batch',
    files: ['b.bat'],
    read: async (folder) => JSON.stringify(await readBatch(join(folder, 'b.bat'))),
  },
  { name: 'GFF3', files: ['g.gff3'], read: (folder) => all(gff3Features(join(folder, 'g.gff3'))) },
  { name: 'GTF', files: ['g.gtf'], read: (folder) => all(gtfFeatures(join(folder, 'g.gtf'))) },
  { name: 'VCF', files: ['v.vcf'], read: (folder) => variants(folder, 'v.vcf') },
  { name: 'VCF, bgzip', files: ['v.vcf.gz'], read: (folder) => variants(folder, 'v.vcf.gz') },
  ...(['tbi', 'csi'] as const).map((ending) => ({
    name: ending,
    files: [`v.vcf.gz.${ending}`, 'v.vcf.gz'],
    isIndex: true as const,
    read: (folder: string) => variants(folder, 'v.vcf.gz'),
  })),
  { name: 'BAM', files: ['r.bam', 'r.bam.bai'], read: (folder) => reads(folder, 'r.bam') },
  ...(['bai', 'csi'] as const).map((ending) => ({
    name: `${ending} of BAM`,
    files: [`r.bam.${ending}`, 'r.bam'],
    isIndex: true as const,
    read: (folder: string) => reads(folder, 'r.bam'),
  })),
  {
    name: 'CRAM',
    files: ['r.cram', 'r.cram.crai', 'g.fa', 'g.fa.fai'],
    read: (folder) => reads(folder, 'r.cram'),
  },
  {
    name: 'crai',
    files: ['r.cram.crai', 'r.cram', 'g.fa', 'g.fa.fai'],
    isIndex: true,
    read: (folder) => reads(folder, 'r.cram'),
  },
  { name: 'bigWig', files: ['s.bw'], read: signal },
  {
    name: 'safetensors',
    files: ['model.safetensors'],
    from: tutorialModel,
    read: (folder) => Promise.resolve(tensors(join(folder, 'model.safetensors'))),
  },
  ...['zip.pt', 'legacy.pt'].map((file) => ({
    name: file,
    files: [file],
    read: (folder: string) => Promise.resolve(pytorchTensors(join(folder, file))),
  })),
  ...['config.json', 'manifest.json'].map((file) => ({
    name: file,
    files: [
      file,
      ...['config.json', 'manifest.json', 'model.safetensors'].filter((one) => one !== file),
    ],
    from: tutorialModel,
    read: (folder: string) => Promise.resolve(model(folder)),
  })),
  {
    name: 'head.json',
    files: ['head.json', 'head.safetensors'],
    from: join(seeds, 'head'),
    read: (folder) => Promise.resolve(JSON.stringify(readHeadPackage(folder).manifest)),
  },
  {
    name: 'labelled TSV',
    files: ['l.tsv'],
    read: async (folder) => JSON.stringify(await readDataset(join(folder, 'l.tsv'), 'LABEL')),
  },
  {
    name: 'project',
    files: ['p.megabase'],
    read: (folder) =>
      Promise.resolve(JSON.stringify(readProjectDocument(join(folder, 'p.megabase')))),
  },
];

/** Copies a format's example into a folder. */
export function layOut({ files, from = seeds }: FuzzedFormat, folder: string): void {
  mkdirSync(folder, { recursive: true });
  for (const file of files) cpSync(join(from, file), join(folder, file));
}

async function genome(folder: string, file: string): Promise<string> {
  const opened = await openGenome(join(folder, file), { indexFolder: join(folder, 'indexes') });
  try {
    let text = '';
    for (const { name, length } of opened.contigs) {
      const end = Math.min(length, 100_000);
      text += `${name} ${length} ${await opened.fetch({ contig: name, start: 0, end })}\n`;
    }
    return text;
  } finally {
    await opened.close();
  }
}

async function variants(folder: string, file: string): Promise<string> {
  const vcf = await openVcf(join(folder, file));
  try {
    const lines: string[] = [];
    const region = { contig: 'chrT2', start: 0, end: 30_000 };
    for await (const record of vcf.records({ region })) lines.push(record.text);
    // Each way of reading is one that is used.
    if (file === 'v.vcf') for await (const record of vcf.records()) lines.push(record.text);
    return lines.join('\n');
  } finally {
    await vcf.close();
  }
}

async function reads(folder: string, file: string): Promise<string> {
  const fasta = await openGenome(join(seeds, 'g.fa'), { indexFolder: join(folder, 'indexes') });
  try {
    const alignment = await openAlignment(join(folder, file), { genome: fasta });
    const lines: string[] = [];
    for (const region of bamRegions) {
      for await (const batch of alignment.reads(region)) {
        for (const { name, start, flags, bases } of batch)
          lines.push(`${name} ${start} ${flags} ${bases}`);
      }
    }
    await alignment.close();
    return lines.join('\n');
  } finally {
    await fasta.close();
  }
}

async function signal(folder: string): Promise<string> {
  const file = await BigWigFile.open(join(folder, 's.bw'));
  try {
    let text = '';
    for (const { name, length } of file.contigs.slice(0, 100)) {
      const { starts, scores } = await file.values({ contig: name, start: 0, end: length });
      text += `${name} ${starts.length} ${scores[0]}\n`;
    }
    return text;
  } finally {
    await file.close();
  }
}

function tensors(path: string): string {
  const file = Safetensors.open(path);
  try {
    for (const [name, { dtype }] of file.tensors) {
      if (/^(B?F)/.test(dtype)) file.floats(name);
    }
    return [...file.tensors.keys()].join();
  } finally {
    file.close();
  }
}

function pytorchTensors(path: string): string {
  const file = PytorchFile.open(path);
  try {
    return [...file.tensors.keys()].map((name) => `${name} ${file.bytes(name).length}`).join();
  } finally {
    file.close();
  }
}

function model(folder: string): string {
  const opened = readModelPackage(folder);
  openNetwork(opened);
  return JSON.stringify(opened.manifest);
}

async function all(features: AsyncIterable<unknown>): Promise<string> {
  const found: unknown[] = [];
  for await (const feature of features) found.push(feature);
  return JSON.stringify(found);
}
