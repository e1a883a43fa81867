import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import {
  inGenomeOrder,
  type NumberedLine,
} from '../../src-main/analysis/variants/sources/genome-order.ts';
import { inSourceOrder } from '../../src-main/analysis/variants/sources/source-order.ts';
import { vcfLine, type VcfLine } from '../../src-main/formats/vcf/index.ts';
import { writeFasta } from '../support/cli-genome.ts';
import { vcfText } from '../support/hts.ts';
import { writeRandomModel } from '../support/random-model.ts';
import { Random } from '../support/random.ts';
import { openScoring, scoreVcf, unlikeBases } from '../support/scoring.ts';
import { sharedFolder } from '../support/temporary-folder.ts';

const folder = sharedFolder();

/** Fisher and Yates. */
function shuffled<T>(items: readonly T[], random: Random): T[] {
  const all = [...items];
  for (let i = all.length - 1; i > 0; i--) {
    const other = random.below(i + 1);
    [all[i], all[other]] = [all[other]!, all[i]!];
  }
  return all;
}

function line(contig: string, pos: number, number: number): VcfLine {
  const text = [contig, pos + 1, '.', 'A', 'C', '.', '.', '.'].join('\t');
  return vcfLine(text, number, undefined);
}

function placeOf({ line: one }: NumberedLine): [string, number] {
  return one.broken ? ['', 0] : [one.contig, one.pos];
}

async function* each<T>(items: readonly T[]): AsyncGenerator<T> {
  for (const item of items) yield await Promise.resolve(item);
}

async function collect(lines: readonly VcfLine[]) {
  let unsorted = 0;
  const found: NumberedLine[] = [];
  for await (const one of inGenomeOrder(each(lines), () => unsorted++)) found.push(one);
  return { found, unsorted };
}

const places = ['z', 'b', 'a'].flatMap((contig) =>
  Array.from({ length: 400 }, (_, i) => [contig, i * 5000] as const),
);

it('lines in order, or nearly, come as they stand', async () => {
  const sorted = places.map(([contig, pos], i) => line(contig, pos, i));
  // Each pair the other way round.
  const nearly = sorted.map((_, i) => sorted[i ^ 1]!);
  for (const lines of [sorted, nearly]) {
    const { found, unsorted } = await collect(lines);
    expect(unsorted).toBe(0);
    expect(found.map(({ number, line: one }) => ({ number, line: one }))).toEqual(
      lines.map((one, number) => ({ number, line: one })),
    );
  }
});

it('lines in any order come sorted, each once, and back in its own order', async () => {
  for (const seed of [1, 2, 3]) {
    const random = new Random(seed);
    const lines = shuffled(places, random).map(([contig, pos], i) =>
      i % 50 === 49 ? vcfLine('nothing', i, 'It is no record.') : line(contig, pos, i),
    );
    const { found, unsorted } = await collect(lines);
    expect(unsorted).toBe(1);
    const rest = found.filter((one) => !one.line.broken);
    const order = [...new Set(lines.flatMap((one) => (one.broken ? [] : one.contig)))];
    const sorted = [...rest].sort((x, y) => {
      const [[a, at], [b, to]] = [placeOf(x), placeOf(y)];
      return order.indexOf(a) - order.indexOf(b) || at - to || x.number - y.number;
    });
    expect(rest.map(placeOf)).toEqual(sorted.map(placeOf));
    const texts = found.map(({ number, line: { text } }) => ({ number, text }));
    const back: typeof texts = [];
    for await (const one of inSourceOrder(each(texts), ({ number }) => number)) back.push(one);
    expect(back.map(({ number }) => number)).toEqual(lines.map((_, i) => i));
    expect(back.map(({ text }) => text)).toEqual(lines.map(({ text }) => text));
  }
});

it('a shuffled file gets the scores of the sorted one, in its own order, by as many passes', async () => {
  const random = new Random(12);
  const names = ['c1', 'c2', 'c3', 'c4', 'c5', 'c6'];
  const letters = Object.fromEntries(names.map((name) => [name, unlikeBases(random, 500)]));
  const place = { fasta: join(folder, 'c.fa'), model: join(folder, 'model'), shared: folder };
  writeFasta(place.fasta, letters);
  writeRandomModel(place.model, {
    seed: 4,
    config: { model_type: 'hawk', width: 4, lru_width: 4, num_heads: 1, depth: 1 },
    tracks: { count: 1, bin: 16 },
  });
  const distinct = names.flatMap((contig) =>
    Array.from({ length: 8 }, (_, i) => {
      const pos = 20 + 60 * i;
      const ref = letters[contig]!.charAt(pos);
      return { contig, pos: pos + 1, ref, alt: ref === 'A' ? 'C' : 'A' };
    }),
  );
  // More than are scored at a time.
  const records = distinct.flatMap((one) => Array.from({ length: 125 }, () => one));
  const score = async (rows: typeof records) => {
    const vcf = join(folder, 'v.vcf');
    writeFileSync(vcf, vcfText(letters, rows));
    const scoring = await openScoring(place);
    const fetched: string[] = [];
    const { genome } = scoring.context;
    const counting = {
      ...scoring.context.genome,
      fetch: (...asked: Parameters<typeof genome.fetch>) => {
        fetched.push(asked[0].contig);
        return genome.fetch(...asked);
      },
    };
    const found = await scoreVcf(
      { ...scoring, context: { ...scoring.context, genome: counting } },
      vcf,
    );
    await scoring.close();
    return { found, fetched: fetched.length, begun: scoring.log.begun, notes: scoring.log.notes };
  };
  const sorted = await score(records);
  const order = shuffled(records, random);
  const other = await score(order);
  expect(sorted.notes.join()).not.toContain('sorted');
  expect(other.notes.join()).toContain('v.vcf is not sorted');
  const scoreOf = new Map(sorted.found.map(({ rows: [row] }) => [row!.id, row!.scores]));
  expect(scoreOf.size).toBe(distinct.length);
  expect(other.found.map(({ rows: [row] }) => row!.id)).toEqual(
    order.map(({ contig, pos, ref, alt }) => `${contig}:${pos}:${ref}>${alt}`),
  );
  for (const {
    rows: [row],
  } of other.found)
    expect(row!.scores).toEqual(scoreOf.get(row!.id));
  // Twice as many were it scored as it stands.
  expect(other.begun).toBeLessThanOrEqual(sorted.begun + 1);
  expect(other.fetched).toBeLessThan(sorted.fetched + 10);
});
