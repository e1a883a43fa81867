import { join } from 'node:path';
import { formatTable } from '../../src-main/cli/console/table.ts';
import {
  defined,
  formatBytes,
  variantColumns,
  type VariantRow,
} from '../../src-main/contract/index.ts';
import type { RowsOfRecord } from '../../src-main/analysis/variants/index.ts';
import { RowTable, writeRowFile } from '../../src-main/workbench/variants/rows/index.ts';
import { Random } from '../support/random.ts';
import { peakMemory } from './memory.ts';
import type { LoadOptions } from './run.ts';

/** Rows that the window asks for at a time. */
const page = 100;

/** The window's table of `times` rows: how long it takes to open, sort, filter and read to its end. */
export async function largeTable({ times, seed, folder, print }: LoadOptions): Promise<void> {
  const path = join(folder, 'rows.jsonl');
  const measured: [string, string][] = [];
  const measure = async <T>(name: string, action: () => Promise<T>): Promise<T> => {
    const since = performance.now();
    const result = await action();
    measured.push([name, `${(performance.now() - since).toFixed(0)} ms`]);
    return result;
  };
  const head = { notes: [], header: [], track: undefined, tracks: [], masked: false };
  const contigs = ['chr1', 'chr2'];
  await measure('write', () => writeRowFile(path, { ...head, contigs }, rows(times, seed)));
  const table = await measure('open', () => RowTable.open(path));
  const first = {
    sort: 'position',
    descending: false,
    filter: {},
    offset: 0,
    count: page,
  } as const;
  for (const sort of variantColumns) {
    for (const descending of [false, true]) {
      const name = `sort by ${sort}${descending ? ', descending' : ''}, first page`;
      const { total } = await measure(name, () => table.list({ ...first, sort, descending }));
      if (total !== times) throw new Error(`${total} of ${times} rows`);
    }
  }
  for (const filter of [{ text: 'gene 77' }, { least: 0.5 }, { scoredOnly: true }]) {
    const { total } = await measure(`filter ${JSON.stringify(filter)}`, () =>
      table.list({ ...first, filter }),
    );
    print(`${JSON.stringify(filter)}: ${total} rows`);
  }
  const seen = new Set<number>();
  let slowest = 0;
  await measure(`all ${Math.ceil(times / page)} pages by effect`, async () => {
    for (let offset = 0; offset < times; offset += page) {
      const since = performance.now();
      const { rows } = await table.list({ ...first, sort: 'local', descending: true, offset });
      slowest = Math.max(slowest, performance.now() - since);
      rows.forEach(({ number }) => seen.add(number));
    }
  });
  measured.push(['slowest page', `${slowest.toFixed(0)} ms`]);
  if (seen.size !== times) throw new Error(`${seen.size} of ${times} rows were seen`);
  formatTable(measured.map(([name, time]) => [name, time])).forEach(print);
  print(`peak memory ${formatBytes(peakMemory(process.pid))}`);
}

async function* rows(count: number, seed: number): AsyncGenerator<RowsOfRecord> {
  const random = new Random(seed);
  for (let i = 0; i < count; i++) {
    await Promise.resolve();
    const row = rowOf(i, random);
    const { contig, pos, ref, alt } = defined(row.stated);
    const text = [contig, pos + 1, '.', ref, alt, '.', 'PASS', '.', 'GT', '0/1'].join('\t');
    yield { rows: [row], record: { text, line: i + 1, alleles: [] } };
  }
}

/** One in ten has a reason in place of scores. */
function rowOf(i: number, random: Random): VariantRow {
  const contig = `chr${1 + (i % 2)}`;
  const stated = { contig, pos: random.below(1e8), ref: 'A', alt: 'C', recordId: `rs${i}` };
  const place = { contig, start: stated.pos, end: stated.pos + 1 };
  const row = { id: `${contig}:${stated.pos + 1}:A>C`, stated, place, genotype: '0/1' };
  if (i % 10 === 0)
    return { ...row, reason: { code: 'ref-mismatch', message: 'The genome has G.' } };
  const target = {
    strand: '+' as const,
    name: `T${i % 5_000}`,
    gene: `Gene ${i % 5_000}`,
    ...place,
  };
  return {
    ...row,
    scores: {
      interval: { contig, start: 0, end: 1e8 },
      llr: random.normal(),
      local: [{ track: 'track-0', value: random.next(), effect: random.next() - 0.5 }],
      distal: [
        {
          target,
          value: random.next(),
          effect: random.next() - 0.5,
          distance: random.below(1e5),
        },
      ],
    },
  };
}
