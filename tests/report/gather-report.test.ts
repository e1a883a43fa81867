import { join } from 'node:path';
import { expect, it } from 'vitest';
import type { VariantRow } from '../../src-main/contract/index.ts';
import { describeFile } from '../../src-main/analysis/report/describe-file.ts';
import { VariantsGatherer } from '../../src-main/analysis/report/gather-variants.ts';
import { html } from '../../src-main/analysis/report/page/markup.ts';
import { variantsInShort } from '../../src-main/analysis/report/page/variants-in-short.ts';
import type { VariantsReport } from '../../src-main/analysis/report/report.ts';
import type { RowsOfRecord } from '../../src-main/analysis/variants/index.ts';
import { temporaryFolder } from '../support/temporary-folder.ts';

const promoter = { id: 'p', label: 'Promoter', unit: 'probability', bin: 16, color: '#000000' };

/** Scored on its own interval, with one effect so far away. */
function row(number: number, length: number, effect: number, distance: number): VariantRow {
  const contig = `scaffold${number}`;
  const target = { contig, start: 10, end: 20, name: 'target', strand: '+' as const };
  return {
    id: `${contig}:5:A>C`,
    stated: { contig, pos: 4, ref: 'A', alt: 'C' },
    scores: {
      interval: { contig, start: 0, end: length },
      local: [],
      distal: [{ target, value: 0.9, effect, distance }],
    },
  };
}

async function gather(rows: readonly VariantRow[], maxRows: number) {
  const gatherer = new VariantsGatherer([], false, maxRows);
  async function* records(): AsyncGenerator<RowsOfRecord> {
    for (const one of rows) yield await Promise.resolve({ rows: [one] });
  }
  for await (const _ of gatherer.watch(records())) continue;
  return gatherer.result;
}

it('the longest interval is known, though only the first are named', async () => {
  const rows = Array.from({ length: 7 }, (_, i) => row(i, i === 6 ? 90_000 : 1_000, -0.5, 0));
  const { intervals } = await gather(rows, 50);
  expect(intervals).toMatchObject({ count: 7, longest: 90_000 });
  expect(intervals.first).toHaveLength(5);
  expect((await gather([], 50)).intervals.longest).toBe(0);
});

it.each([
  [50, 'The farthest reaches 70,000 bp'],
  [2, 'The farthest of the first 2 reaches 60,000 bp'],
])('of %i rows the farthest effect is told as what it is', async (maxRows, sentence) => {
  const rows = [
    row(1, 90_000, -0.8, 60_000),
    row(2, 90_000, -0.5, 10),
    row(3, 90_000, 0.2, 70_000),
  ];
  const head = { tracks: [promoter], track: promoter, masked: false };
  const report = { ...(await gather(rows, maxRows)), head } as unknown as VariantsReport;
  expect(html`${variantsInShort(report)}`.text.replaceAll(/\s+/g, ' ')).toContain(sentence);
});

it('a file that cannot be read any more is named without a size or a hash', async () => {
  const options = { signal: new AbortController().signal, onLong: () => undefined };
  const gone = join(temporaryFolder(), 'gone.fa');
  expect(await describeFile('Genome', gone, options)).toEqual({ role: 'Genome', name: 'gone.fa' });
  if (process.platform !== 'linux') return;
  // A regular file, by what the system says of it, of which no byte can be read.
  const mem = await describeFile('Genome', '/proc/self/mem', options);
  expect(mem).toEqual({ role: 'Genome', name: 'mem' });
});
