import { execFileSync } from 'node:child_process';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import {
  scoreVariants,
  writeScored,
  writeVariants,
} from '../../src-main/analysis/variants/index.ts';
import {
  malformedPath,
  type VariantFormat,
} from '../../src-main/analysis/variants/write/write-variants.ts';
import { writeBrokenVcf } from '../support/broken-vcf.ts';
import { writeFasta } from '../support/cli-genome.ts';
import { dataLines, readText } from '../support/cli-files.ts';
import { hasHts, hts } from '../support/hts.ts';
import { root } from '../support/paths.ts';
import { writeRandomModel } from '../support/random-model.ts';
import { Random } from '../support/random.ts';
import { openScoring, plainOptions, unlikeBases } from '../support/scoring.ts';
import { sharedFolder } from '../support/temporary-folder.ts';

const folder = sharedFolder();
const contigs = { a: unlikeBases(new Random(1), 500), b: unlikeBases(new Random(2), 300) };
const fasta = join(folder, 'g.fa');
const model = join(folder, 'model');
const cache = join(folder, 'cache');
writeFasta(fasta, contigs);
writeRandomModel(model, { seed: 3, config: { model_type: 'hawk' }, tracks: { count: 1, bin: 16 } });

const path = join(folder, 'broken.vcf');
const reasons = writeBrokenVcf(path, contigs, 2_000, 20);
/** Fewer, each way of breaking once. */
const short = join(folder, 'short.vcf');
const fewReasons = writeBrokenVcf(short, contigs, 300, 10);

async function scoreTo(out: string, format: VariantFormat, path: string) {
  const scoring = await openScoring({ fasta, model, shared: folder, cache });
  const { context, log } = scoring;
  const spec = { ...plainOptions, source: { kind: 'vcf', path }, top: 3 } as const;
  const events = scoreVariants(context, spec, context.signal);
  const codes: string[] = [];
  const { summary, written } = await writeScored(events, log.onEvent, (head, records) =>
    writeVariants(records, out, {
      ...{ ...head, format },
      onRow({ reason }) {
        if (reason) codes.push(reason.code);
      },
    }),
  );
  await scoring.close();
  expect(log.notes).toEqual([]);
  return { summary, file: written, codes };
}

it('2,000 records are scored but the broken ones, which keep their reason and their place', async () => {
  const out = join(folder, 'scored.vcf');
  const { summary, file, codes } = await scoreTo(out, 'vcf', path);
  expect(codes).toEqual(reasons);
  expect([summary.scored, summary.unscored]).toEqual([1900, 100]);
  expect(summary.top).toHaveLength(3);

  // Lines that are no records cannot stand in a VCF file: they are kept beside it.
  const written = dataLines(out);
  const malformed = readFileSync(malformedPath(out), 'utf8').split('\n').slice(0, -1);
  expect(file).toMatchObject({ records: written.length, malformed: malformedPath(out) });
  expect(malformed).toHaveLength(reasons.filter((reason) => reason === 'malformed').length);
  const isMalformed = new Set(malformed);
  const records = readFileSync(path, 'utf8')
    .split('\n')
    .filter((line) => /^(?!#CHROM|##(file|contig|FORMAT))./.test(line) && !isMalformed.has(line));
  expect(records.length + malformed.length).toBe(2_000);
  expect(written.map(withoutOurs)).toEqual(records);
  for (const line of written) expect(line).toMatch(/\t(MB_LLR=.*MB_EFFECT=.*MB_LOCAL=|MB_REASON=)/);

  if (!hasHts) return;
  const seen = hts('bcftools', 'view', '-H', out).split('\n').slice(0, -1);
  expect(seen).toHaveLength(written.length);
  const told = hts('bcftools', 'query', '-f', '%MB_REASON\n', out).split('\n');
  expect(told.filter((reason) => reason !== '.' && reason !== '')).toEqual(
    reasons.filter((reason) => reason !== 'malformed'),
  );
});

it('a table has a row with the reason for every broken record', async () => {
  const out = join(folder, 'scored.tsv.gz');
  await scoreTo(out, 'tsv', short);
  const [header, ...rows] = dataLines(out).map((line) => line.split('\t'));
  const column = (name: string) => header!.indexOf(name);
  const told = rows
    .map((row) => row[column('reason')]!)
    .filter((reason) => reason !== '.')
    .map((reason) => reason.replace(/:.*/, ''));
  expect(told).toEqual(fewReasons);
  expect(rows.filter((row) => row[column('variant_scorer')] === 'LOG_RATIO')).toHaveLength(270);
  expect(new Set(rows.map((row) => row.length))).toEqual(new Set([25]));
});

it('JSON and BED hold every variant that has a place', async () => {
  const [json, bed] = [join(folder, 'scored.json'), join(folder, 'scored.bed')];
  await scoreTo(json, 'json', short);
  const { variants } = JSON.parse(readText(json)) as { variants: { reason?: { code: string } }[] };
  expect(variants).toHaveLength(300);
  expect(variants.flatMap(({ reason }) => reason?.code ?? [])).toEqual(fewReasons);
  await scoreTo(bed, 'bed', short);
  expect(dataLines(bed)).toHaveLength(270);
});

it('memory does not grow with the number of records', () => {
  const [some, many] = [join(folder, 'some.vcf'), join(folder, 'many.vcf')];
  const text = readFileSync(path, 'utf8');
  const first = text.indexOf('\n', text.indexOf('#CHROM')) + 1;
  const records = text.slice(first);
  writeFileSync(some, text + records.repeat(4));
  writeFileSync(many, text + records.repeat(9));
  const [few, more] = [some, many].map(heapAfter);
  expect([few!.records, more!.records]).toEqual([10_000, 20_000]);
  expect(more!.bytes - few!.bytes).toBeLessThan(2_000_000);
});

function withoutOurs(line: string): string {
  const columns = line.split('\t');
  const kept = columns[7]!.split(';').filter((field) => !field.startsWith('MB_'));
  return columns.with(7, kept.join(';') || '.').join('\t');
}

/** The heap near the end of a file that a process of its own scores from the cache. */
function heapAfter(vcf: string): { records: number; bytes: number } {
  const script = `
    import { scoreVariants } from ${JSON.stringify(join(root, 'src-main/analysis/variants/index.ts'))};
    import { openScoring, plainOptions } from ${JSON.stringify(join(root, 'tests/support/scoring.ts'))};
    const [path, place] = process.argv.slice(1);
    const { context } = await openScoring(JSON.parse(place));
    const spec = { ...plainOptions, source: { kind: 'vcf', path } };
    let records = 0;
    const heaps = [];
    for await (const { kind, partial, note } of scoreVariants(context, spec, context.signal)) {
      if (note?.kind === 'text' && !note.text.includes('not sorted')) throw new Error(note.text);
      if (kind !== 'partial' || partial.kind !== 'rows' || ++records % 1000 !== 0) continue;
      gc();
      heaps.push(process.memoryUsage().heapUsed);
    }
    // What was used a moment ago is let go of sooner or later.
    console.log(JSON.stringify({ records, bytes: Math.min(...heaps.slice(-5)) }));
    process.exit();`;
  const args = ['--expose-gc', '--input-type=module-typescript', '-e', script];
  const place = JSON.stringify({ fasta, model, shared: folder, cache });
  const said = execFileSync(process.execPath, [...args, vcf, place], { encoding: 'utf8' });
  return JSON.parse(said) as { records: number; bytes: number };
}
