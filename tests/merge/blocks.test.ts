import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { mergeParts } from '../../src-main/analysis/merge/index.ts';
import { partNotes, type PartBlock } from '../../src-main/formats/output/index.ts';
import {
  openReadTable,
  spanColumns,
  writeTable,
  type TableRow,
} from '../../src-main/formats/table/index.ts';
import { sharedFolder, temporaryFolder } from '../support/temporary-folder.ts';

const folder = sharedFolder();

/** A part of regions that are dealt out in turn, some rows each. */
async function writePart(
  ending: 'parquet' | 'arrow',
  {
    index,
    count,
    total,
    each,
    isOneAfterTheOther = false,
  }: { index: number; count: number; total: number; each: number; isOneAfterTheOther?: boolean },
): Promise<string> {
  const path = join(folder, `${index}-of-${count}-${total}.${ending}`);
  const places = Array.from({ length: total }, (_, i) => i).filter((i) => i % count === index);
  const rows = places.flatMap((place) =>
    Array.from({ length: each }, (_, i): TableRow => ['c', place * each + i, place * each + i + 1]),
  );
  const blocks = places.map((place): PartBlock => [place, each]);
  const shard = { number: index + 1, count };
  const notes = partNotes({
    ...{ shard, whole: { command: 'x' } },
    ...(!isOneAfterTheOther && { sections: [blocks], total }),
  });
  const head = { notes, columns: spanColumns, empty: '.' } as const;
  await writeTable(path, rows, { format: ending, head });
  return path;
}

/** The starts of all rows of some parts put together, and what was told meanwhile. */
async function merged(parts: readonly string[], ending: 'parquet' | 'arrow') {
  const out = join(temporaryFolder(), `all.${ending}`);
  const told: number[] = [];
  for await (const event of mergeParts({ parts, out }, new AbortController().signal)) {
    if (event.kind === 'partial') told.push(event.partial.done);
  }
  const table = await openReadTable(out, ending);
  const starts: unknown[] = [];
  for await (const [, start] of table.rows(0, table.count)) starts.push(start);
  await table.close();
  return { starts, told };
}

describe.each(['parquet', 'arrow'] as const)('as %s', (ending) => {
  it('regions that lie in several parts in turn come in order', async () => {
    const [count, total, each] = [3, 100, 7];
    const parts: string[] = [];
    for (let index = 0; index < count; index++) {
      parts.push(await writePart(ending, { index, count, total, each }));
    }
    const { starts } = await merged(parts, ending);
    expect(starts).toEqual(Array.from({ length: total * each }, (_, i) => i));
  });

  it('blocks of a table that end in one group of rows and in the next are whole', async () => {
    const each = 66_000;
    const path = await writePart(ending, { index: 0, count: 1, total: 1, each });
    const table = await openReadTable(path, ending);
    for (const [from, to] of [
      [10, 20],
      [65_530, 65_540],
      [65_536, 65_537],
      [5, 8],
      [65_999, 66_000],
      [0, 0],
    ] as const) {
      const starts: unknown[] = [];
      for await (const [, start] of table.rows(from, to)) starts.push(start);
      expect(starts).toEqual(Array.from({ length: to - from }, (_, i) => from + i));
    }
    await table.close();
  });

  it('a part without rows tells of no progress, and adds none', async () => {
    const parts: string[] = [];
    for (let index = 0; index < 3; index++) {
      const part = { index, count: 3, total: 2, each: 1, isOneAfterTheOther: true };
      parts.push(await writePart(ending, part));
    }
    const { starts, told } = await merged(parts, ending);
    expect(starts).toEqual([0, 1]);
    expect(told.length).toBeGreaterThan(0);
    expect(told.every(Number.isFinite)).toBe(true);
  });
});
