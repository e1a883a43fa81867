import { cpSync, readFileSync, writeFileSync } from 'node:fs';
import { execFileSync } from 'node:child_process';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import type { Region } from '../../src-main/contract/index.ts';
import { gff3Features, gtfFeatures } from '../../src-main/formats/gff/index.ts';
import { openAlignment } from '../../src-main/formats/open-alignment/index.ts';
import { openGenome } from '../../src-main/formats/open-genome/index.ts';
import { openVcf } from '../../src-main/formats/open-vcf/index.ts';
import { readBedRegions } from '../../src-main/formats/bed/index.ts';
import { readDataset } from '../../src-main/analysis/evaluate/read-dataset.ts';
import { collect } from '../support/collect.ts';
import { hasHts, hts } from '../support/hts.ts';
import { root } from '../support/paths.ts';
import { temporaryFolder } from '../support/temporary-folder.ts';

const corrupt = join(root, 'tests/cases/corrupt');
const odd = join(root, 'tests/cases/formats');
const plain = join(odd, 'plain.fa');

/** Name, start, flags, CIGAR and bases of the reads of a region. */
async function reads(fasta: string, path: string, region: Region): Promise<string[]> {
  const genome = await openGenome(fasta, { indexFolder: temporaryFolder() });
  try {
    const alignment = await openAlignment(path, { genome });
    const found = (await collect(alignment.reads(region))).flat();
    await alignment.close();
    return found.map(({ name, start, flags, bases }) => [name, flags, start + 1, bases].join('\t'));
  } finally {
    await genome.close();
  }
}

describe('a damaged index or CRAM is a clear error at once', () => {
  it.each([
    ['bai-hang/r.bam', 'alignment-index', /r\.bam\.bai (says|has|leads)/],
    ['crai-hang/r.cram', 'alignment-index', /r\.cram\.crai is damaged or cut short/],
    ['cram-crash/r.cram', 'alignment-format', /r\.cram/],
  ])('%s', async (file, code, message) => {
    const fasta = join(corrupt, 'g.fa');
    const region = { contig: 'chrT2', start: 0, end: 30_000 };
    const before = process.memoryUsage().rss;
    await expect(reads(fasta, join(corrupt, file), region)).rejects.toMatchObject({
      code,
      message: expect.stringMatching(message) as string,
    });
    expect(process.memoryUsage().rss - before).toBeLessThan(300 * 2 ** 20);
  });

  it('no flipped bit of a BAI, which has no checksum, gives fewer reads', async () => {
    const folder = temporaryFolder();
    const [bam, fasta] = [join(folder, 'r.bam'), join(corrupt, 'g.fa')];
    const region = { contig: 'chrT2', start: 1_000, end: 40_000 };
    cpSync(join(root, 'tests/fuzz/seeds/r.bam'), bam);
    const good = readFileSync(join(root, 'tests/fuzz/seeds/r.bam.bai'));
    writeFileSync(`${bam}.bai`, good);
    const truth = await reads(fasta, bam, region);
    expect(truth.length).toBeGreaterThan(100);
    let refused = 0;
    for (let bit = 0; bit < 8 * good.length; bit += 5) {
      const damaged = Buffer.from(good);
      damaged[bit >> 3]! ^= 1 << (bit & 7);
      writeFileSync(`${bam}.bai`, damaged);
      const found = await reads(fasta, bam, region).catch(
        (error: unknown) => (error as { code?: string }).code,
      );
      if (found === 'alignment-index') refused++;
      else expect([bit, found]).toEqual([bit, truth]);
    }
    expect(refused).toBeGreaterThan(50);
  });

  it('one flipped bit of a tabix index is an error, not a file without records', async () => {
    const folder = temporaryFolder();
    cpSync(join(corrupt, 'tbi/v.vcf.gz'), join(folder, 'v.vcf.gz'));
    cpSync(join(corrupt, 'tbi/flipped-bit.tbi'), join(folder, 'v.vcf.gz.tbi'));
    await expect(openVcf(join(folder, 'v.vcf.gz'))).rejects.toMatchObject({
      code: 'vcf-index',
      message: expect.stringMatching(
        /block at compressed offset 0 of .*v\.vcf\.gz\.tbi is damaged/,
      ) as string,
    });
  });
});

describe.skipIf(!hasHts)('odd CRAM files are read as samtools reads them', () => {
  it.each([
    ['cram-embedded-ref/kemb1.cram', { contig: 'chrA', start: 0, end: 200 }],
    ['cram-embedded-ref/kemb2.cram', { contig: 'chrA', start: 0, end: 200 }],
    ['cram-read-past-contig-end/ok.cram', { contig: 'chrA', start: 0, end: 100 }],
    ['cram-read-past-contig-end/ok.cram', { contig: 'chrA', start: 100, end: 200 }],
    ['cram-read-past-contig-end/r.bam', { contig: 'chrA', start: 0, end: 200 }],
  ])('%s at %o', async (file, { contig, start, end }) => {
    const path = join(odd, file);
    const args = ['view', '-F', '4', '-T', plain, path, `${contig}:${start + 1}-${end}`];
    const lines = hts('samtools', ...args)
      .trimEnd()
      .split('\n');
    const theirs = lines.map((line) => {
      const [name, flags, , pos, , , , , , bases] = line.split('\t');
      return [name, flags, pos, bases].join('\t');
    });
    expect((await reads(plain, path, { contig, start, end })).sort()).toEqual(theirs.sort());
    expect(theirs.length).toBeGreaterThan(10);
  });
});

describe('odd VCF files', () => {
  it('a tab at the end of each line is no column', async () => {
    const path = join(odd, 'vcf-trailing-tab/v_tail.vcf');
    const records = await collect((await openVcf(path)).records());
    expect(records).toHaveLength(23);
    for (const record of records) {
      expect(record.broken).toBe(false);
      expect(record.text.endsWith('\t')).toBe(false);
      if (!record.broken) expect(record.genotype(0)).toBeDefined();
    }
  });

  it('a file of which no record can be read is an error', async () => {
    const path = join(temporaryFolder(), 'bad.vcf');
    const header = '##fileformat=VCFv4.2\n#CHROM\tPOS\tID\tREF\tALT\tQUAL\tFILTER\tINFO\n';
    writeFileSync(path, `${header}chrA 5 . A C . . .\nchrA 9 . A C . . .\n`);
    const vcf = await openVcf(path);
    await expect(collect(vcf.records())).rejects.toMatchObject({
      code: 'vcf-format',
      message: expect.stringMatching(
        /None of the 2 records of .*bad\.vcf can be read\. Line 3: It has 1 col/,
      ) as string,
    });
    writeFileSync(path, header);
    expect(await collect((await openVcf(path)).records())).toEqual([]);
  });

  it.skipIf(!hasHts)('a bgzip file that is cut says so, in the words of FASTA', async () => {
    const rows = Array.from({ length: 30_000 }, (_, i) => `c\t${i + 1}\t.\tA\tC\t.\t.\t.`);
    const text = `##fileformat=VCFv4.2\n#CHROM\tPOS\tID\tREF\tALT\tQUAL\tFILTER\tINFO\n${rows.join('\n')}\n`;
    const path = join(temporaryFolder(), 'cut.vcf');
    writeFileSync(path, text);
    hts('bgzip', path);
    const whole = execFileSync('cat', [`${path}.gz`]);
    writeFileSync(`${path}.gz`, whole.subarray(0, whole.length / 2));
    const notes: string[] = [];
    const vcf = await openVcf(`${path}.gz`, { onNote: (note) => notes.push(note) });
    expect(notes).toEqual([expect.stringMatching(/does not end with the end mark of bgzip/)]);
    await expect(collect(vcf.records())).rejects.toMatchObject({
      code: 'file-damaged',
      message: expect.stringMatching(/cut\.vcf\.gz is cut short: its \d+ bytes end/) as string,
    });
  });
});

describe('attribute keys that objects have of their own are read like any other', () => {
  it.each(['constructor', 'proto'])('%s.gtf', async (name) => {
    const key = name === 'proto' ? '__proto__' : 'constructor';
    const [feature] = await collect(gtfFeatures(join(corrupt, `${name}.gtf`)));
    expect(Object.keys(feature!.attributes)).toContain(key);
    expect(feature!.attributes[key]).toEqual([expect.any(String)]);
    const path = join(temporaryFolder(), 'x.gff3');
    writeFileSync(path, `c\t.\tgene\t1\t9\t.\t+\t.\tID=a;${key}=b,c\n`);
    const [row] = await collect(gff3Features(path));
    expect(row!.attributes[key]).toEqual(['b', 'c']);
  });
});

describe('a text file may begin with the byte order mark of UTF-8, and UTF-16 is named', () => {
  const texts: Readonly<
    Record<string, { text: string; read: (path: string) => Promise<unknown> }>
  > = {
    'x.bed': { text: 'c\t1\t9\n', read: readBedRegions },
    'x.gff3': {
      text: 'c\t.\tgene\t1\t9\t.\t+\t.\tID=a\n',
      read: (path) => collect(gff3Features(path)),
    },
    'x.gtf': {
      text: 'c\t.\tgene\t1\t9\t.\t+\t.\tgene_id "a";\n',
      read: (path) => collect(gtfFeatures(path)),
    },
    'x.vcf': {
      text: '##fileformat=VCFv4.2\n#CHROM\tPOS\tID\tREF\tALT\tQUAL\tFILTER\tINFO\nc\t5\t.\tA\tC\t.\t.\t.\n',
      read: async (path) =>
        (await collect((await openVcf(path)).records())).map(({ text }) => text),
    },
    'x.tsv': {
      text: 'chrom\tstart\tend\tlabel\nc\t1\t9\t1\n',
      read: (path) => readDataset(path, 'LABEL'),
    },
    'x.fa': {
      text: '>c\nACGT\nAC\n',
      read: async (path) => {
        const genome = await openGenome(path, { indexFolder: temporaryFolder() });
        try {
          return await genome.fetch({ contig: 'c', start: 0, end: 6 });
        } finally {
          await genome.close();
        }
      },
    },
  };

  it.each(Object.entries(texts))('%s', async (name, { text, read }) => {
    const path = join(temporaryFolder(), name);
    writeFileSync(path, text);
    const expected = await read(path);
    writeFileSync(path, `\uFEFF${text}`);
    expect(await read(path)).toEqual(expected);
    for (const bytes of [Buffer.from(`\uFEFF${text}`, 'utf16le'), Buffer.from(text, 'utf16le')]) {
      writeFileSync(path, bytes);
      await expect(read(path)).rejects.toMatchObject({
        code: 'text-encoding',
        message: expect.stringMatching(/is text in UTF-16: it begins with/) as string,
      });
    }
  });
});

describe.skipIf(process.platform === 'win32')('a pipe that nobody writes to', () => {
  it('is refused at once as FASTA', async () => {
    const path = join(temporaryFolder(), 'fifo');
    execFileSync('mkfifo', [path]);
    await expect(openGenome(path, { indexFolder: temporaryFolder() })).rejects.toMatchObject({
      code: 'file-unreadable',
      message: `${path} is a pipe or a device, not a file.`,
    });
  });

  it('is given up as VCF when the signal comes', async () => {
    const path = join(temporaryFolder(), 'fifo');
    execFileSync('mkfifo', [path]);
    const opening = openVcf(path, { signal: AbortSignal.timeout(200) });
    await expect(opening).rejects.toMatchObject({ code: 'cancelled' });
  });
});
