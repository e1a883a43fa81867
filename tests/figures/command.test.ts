import { execFileSync } from 'node:child_process';
import { copyFileSync, existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { crc32 } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import { expectSuccess } from '../support/cli-answers.ts';
import { megabase } from '../support/cli.ts';
import { sharedFolder, temporaryFolder } from '../support/temporary-folder.ts';
import { drawn, figureOf, tutorialFiles, yeast } from './figure-files.ts';

const home = sharedFolder();
const region = ['--region', 'chrT1:312,001-327,000'];

/** The texts of an SVG, in its order. */
function textsOf(svg: string): string[] {
  return [...svg.matchAll(/<text [^>]*>([^<]*)<\/text>/g)].map((match) => match[1] ?? '');
}

/** Refused for what was asked, with a sentence that says why. */
function refused(answer: Awaited<ReturnType<typeof megabase>>, message: RegExp): void {
  expect(answer.stderr).toMatch(message);
  expect(answer.code).toBe(2);
}

/** The chunks of a PNG by their type, each with its checksum checked. */
function chunksOf(png: Buffer): Map<string, Buffer> {
  const chunks = new Map<string, Buffer>();
  for (let at = 8; at < png.length;) {
    const length = png.readUInt32BE(at);
    const body = png.subarray(at + 4, at + 8 + length);
    expect(png.readUInt32BE(at + 8 + length)).toBe(crc32(body));
    const type = body.toString('latin1', 0, 4);
    chunks.set(
      `${type}${type === 'tEXt' ? body.toString('latin1', 4).split('\0')[0] : ''}`,
      body.subarray(4),
    );
    at += 12 + length;
  }
  return chunks;
}

describe('megabase figure', () => {
  it('draws genes, variants and reads as SVG whose text is text, with what made it', async () => {
    const out = join(temporaryFolder(), 'f.svg');
    const svg = readFileSync(
      await drawn(home, out, ...region, '--title', 'A <b> & c', '--width', '120'),
      'utf8',
    );
    expect(svg).toMatch(
      /^<\?xml .*\n<svg [^>]*width="120mm" height="[\d.]+mm" viewBox="0 0 340.157 /,
    );
    const texts = textsOf(svg);
    for (const text of [
      'chrT1',
      'T1G043',
      'promoter',
      'tutorial.gff3',
      'v19',
      'read depth',
      '2 kb',
    ])
      expect(texts).toContain(text);
    expect(texts).toContain('A &lt;b&gt; &amp; c');
    expect(svg).toContain('font-family="Arial, Helvetica, Arimo, \'Liberation Sans\', sans-serif"');
    const about = /<desc>([\s\S]*?)<\/desc>/.exec(svg)?.[1] ?? '';
    expect(about).toMatch(/^program: Megabase \d/);
    expect(about).toContain('region: chrT1:312,001-327,000 (1-based)');
    expect(about).toMatch(
      /^command: megabase figure --fasta tutorial.fa.gz --tracks tutorial.gff3 /m,
    );
    expect(about).not.toContain(home);
    // Seven points, and nothing smaller.
    const sizes = [...svg.matchAll(/font-size="([\d.]+)"/g)].map((match) => Number(match[1]));
    expect(Math.min(...sizes)).toBe(7);
  });

  it('writes PNG of the size and with the pixels an inch that were asked for', async () => {
    const out = join(temporaryFolder(), 'f.png');
    await drawn(home, out, ...region, '--width', '85', '--dpi', '600');
    const png = readFileSync(out);
    const chunks = chunksOf(png);
    expect(png.readUInt32BE(16)).toBe(Math.round((85 / 25.4) * 600));
    expect(chunks.get('pHYs')?.readUInt32BE(0)).toBe(Math.round(600 / 0.0254));
    expect(chunks.get('tEXtSoftware')?.toString('latin1')).toMatch(/^Software\0Megabase \d/);
    expect(chunks.get('tEXtDescription')?.toString('latin1')).toContain(
      'region: chrT1:312,001-327,000',
    );
  });

  it('writes PDF with its letters inside and its text as text', async () => {
    const out = join(temporaryFolder(), 'f.pdf');
    await drawn(home, out, ...region, '--title', 'Genes and reads');
    const pdf = readFileSync(out).toString('latin1');
    expect(pdf).toMatch(/^%PDF-1\.7/);
    expect(pdf).toContain('/FontFile2');
    expect(pdf).not.toMatch(/\/Subtype \/Image/);
    // 180 mm
    expect(pdf).toMatch(/\/MediaBox \[0 0 510\.236/);
    if (!existsSync('/usr/bin/pdftotext')) return;
    const text = execFileSync('/usr/bin/pdftotext', ['-layout', out, '-'], { encoding: 'utf8' });
    for (const word of ['Genes and reads', 'chrT1', 'T1G043', 'promoter', '315 kb'])
      expect(text).toContain(word);
    const info = execFileSync('/usr/bin/pdfinfo', [out], { encoding: 'utf8' });
    expect(info).toMatch(/^Title: +Genes and reads$/m);
    expect(info).toMatch(/^Creator: +Megabase \d/m);
  });

  it('draws exons of another genome, marks with their names, and values of a bedGraph track by track', async () => {
    const folder = temporaryFolder();
    const contig = 'chrXI_416001_476000';
    const [marks, values, out] = ['m.bed', 'v.bedgraph', 'y.svg'].map((name) => join(folder, name));
    writeFileSync(marks!, `${contig}\t15000\t16400\tribosomal\n`);
    writeFileSync(
      values!,
      `track type=bedGraph name="one"\n${contig}\t100\t900\t3.5\ntrack type=bedGraph name="two"\n${contig}\t0\t50\t-2\n`,
    );
    const genome = ['--fasta', join(yeast, 'yeast-chrXI.fa')];
    const tracks = ['--tracks', join(yeast, 'yeast-chrXI.gff3'), values!];
    const more = ['--marks', marks!, '--region', `${contig}:1-20,000`, '--out', out!, '--json'];
    const result = expectSuccess(
      await megabase(['figure', ...genome, ...tracks, ...more], { home }),
    );
    expect(JSON.parse(result.stdout)).toMatchObject({ format: 'svg', rows: 2, path: out });
    const texts = textsOf(readFileSync(out!, 'utf8'));
    for (const text of ['RPL14A', 'ribosomal', 'origin of replication', '3.5', '-2'])
      expect(texts).toContain(text);
    expect(texts.join(' ')).toMatch(/v\.bedgraph: one/);
  });

  it.each([
    ['no genome and no project', [], /Give --project, or --fasta and --tracks/],
    ['a genome without a region', ['--fasta', 'x.fa'], /--region says what the figure shows/],
    ['rows of no project', ['--fasta', 'x.fa', '--rows', 'a'], /--rows are those of a project/],
    ['a project and files', ['--project', 'p', '--tracks', 'a'], /--tracks and --marks go with/],
  ])('refuses %s', async (_, args, message) => {
    const result = await megabase(['figure', ...args, '--out', 'f.svg'], { home });
    refused(result, message);
  });

  it.each([
    ['a region outside', ['--region', 'chrT1:1-2,000,000'], /1,?000,?000/],
    ['an unknown contig', ['--region', 'chrT9:1-20'], /no contig "chrT9"/],
    ['a width of no page', [...region, '--width', '3'], /width is from 40 to 1000 mm; 3/],
    ['letters without room', [...region, '--width', '40', '--font-size', '20'], /no room for data/],
    ['another resolution', [...region, '--dpi', '72'], /Expected 300 or 600/],
    ['a format of no figure', [...region, '--format', 'gif'], /no format gif/],
  ])('refuses %s, and writes nothing', async (_, args, message) => {
    const out = join(temporaryFolder(), 'f.svg');
    const result = await figureOf(home, tutorialFiles, '--out', out, ...args);
    refused(result, message);
    expect(existsSync(out)).toBe(false);
  });

  it('takes an index elsewhere, as samtools does, and a gene of the annotation for the region', async () => {
    const folder = temporaryFolder();
    const [genes = '', , bam = ''] = tutorialFiles;
    const [alone, index] = [join(folder, 'alone.bam'), join(folder, 'elsewhere.idx')];
    copyFileSync(bam, alone);
    copyFileSync(`${bam}.bai`, index);
    const out = join(folder, 'f.svg');
    const gene = ['--region', 'T1G043', '--out', out];
    refused(await figureOf(home, [alone], ...gene), /alone\.bam has no index/);
    const tracks = [genes, `${alone}##idx##${index}`];
    expectSuccess(await figureOf(home, tracks, ...gene));
    const svg = readFileSync(out, 'utf8');
    expect(textsOf(svg)).toEqual(expect.arrayContaining(['T1G043', 'alone.bam', 'read depth']));
    expect(svg).toMatch(/--tracks tutorial\.gff3 .?alone\.bam##idx##elsewhere\.idx/);
    // Neither is written over, and what names no index is said.
    const over = [...gene.slice(0, 2), '--out', index, '--format', 'svg', '--overwrite'];
    refused(await figureOf(home, tracks, ...over), /elsewhere\.idx: it is read/);
    refused(await figureOf(home, [`${alone}##idx##`], ...gene), /expected FILE##idx##INDEX/);
    const unknown = await figureOf(home, tracks, '--region', 'T1G', '--out', join(folder, 'g.svg'));
    refused(unknown, /No feature of the annotation is called "T1G"; with it begin T1G/);
  });

  it('refuses files that are not there or say nothing, and keeps what stands there', async () => {
    const folder = temporaryFolder();
    const out = join(folder, 'f.svg');
    const missing = await figureOf(home, [join(folder, 'a.gff3')], '--out', out, ...region);
    refused(missing, /There is no file .*a\.gff3/);
    writeFileSync(join(folder, 'a.txt'), '');
    const unknown = await figureOf(home, [join(folder, 'a.txt')], '--out', out, ...region);
    refused(unknown, /its name does not tell its format/);
    writeFileSync(join(folder, 'a.bedgraph'), 'chrT1\t5\t1\t3\n');
    const broken = await figureOf(home, [join(folder, 'a.bedgraph')], '--out', out, ...region);
    refused(broken, /Line 1 of .*a\.bedgraph is no line of bedGraph/);
    writeFileSync(out, 'mine');
    const standing = await figureOf(home, tutorialFiles, '--out', out, ...region);
    refused(standing, /exists already/);
    expect(readFileSync(out, 'utf8')).toBe('mine');
    await drawn(home, out, ...region, '--overwrite');
    expect(readFileSync(out, 'utf8')).toMatch(/^<\?xml/);
  });
});
