import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { tableFromIPC } from 'apache-arrow';
import { asyncBufferFromFile, parquetMetadataAsync, parquetReadObjects } from 'hyparquet';
import { expect, it } from 'vitest';
import { observeWrites, type CommittedFile } from '../../src-main/formats/output/index.ts';
import {
  openTable,
  spanColumns,
  tableFormats,
  writeTable,
  type TableRow,
  type TableFormat,
  type TableHead,
} from '../../src-main/formats/table/index.ts';
import { Random } from '../support/random.ts';
import { temporaryFolder } from '../support/temporary-folder.ts';

const head: TableHead = {
  notes: [
    { key: 'model', text: 'Hawk 1.0' },
    { key: 'region', text: 'chr1:1-20' },
    { key: 'region', text: 'chr2:1-20' },
  ],
  columns: [
    ...spanColumns,
    { name: 'name', kind: 'text' },
    { name: 'value', kind: 'float32', unit: 'probability', about: 'of being one' },
  ],
  empty: '.',
};
const names = head.columns.map(({ name }) => name);

/** Some empty, some not a number, text with what would end a cell, and places beyond 32 bits. */
function randomRows(count: number, contigs: readonly string[]): TableRow[] {
  const random = new Random(5);
  return Array.from({ length: count }, (_, i) => {
    const start = i % 7 === 0 ? 5_000_000_000 + i : random.below(1000);
    const name = i % 3 === 0 ? undefined : `a name ${random.below(5)} ü`;
    const value = i % 5 === 0 ? undefined : i % 11 === 0 ? NaN : Math.fround(random.between(-9, 9));
    return [contigs[Math.floor((i * contigs.length) / count)], start, start + 1, name, value];
  });
}

async function readRows(path: string, format: TableFormat): Promise<TableRow[]> {
  if (format === 'parquet') {
    const file = await asyncBufferFromFile(path);
    const objects = await parquetReadObjects({ file });
    return objects.map((one) => names.map((name) => plain(one[name])));
  }
  if (format === 'arrow') {
    const table = tableFromIPC(readFileSync(path));
    return [...table].map((row) => names.map((name) => plain((row as never)[name])));
  }
  const lines = readFileSync(path, 'utf8').trimEnd().split('\n');
  const [, ...rows] = lines.filter((line) => !line.startsWith('#'));
  return rows.map((line) =>
    line.split('\t').map((cell, i) => {
      if (cell === '.') return undefined;
      return head.columns[i]!.kind === 'text' ? cell : Math.fround(Number(cell));
    }),
  );
}

const plain = (value: unknown) =>
  value === null ? undefined : typeof value === 'bigint' ? Number(value) : (value as string);

const formats = Object.keys(tableFormats) as TableFormat[];

it.each(formats)(
  'a %s table is read back as it was, over the border of row groups',
  async (format) => {
    const rows = randomRows(format === 'tsv' ? 100 : 70_000, ['chr1', 'chr2']);
    const path = join(temporaryFolder(), `a.${format}`);
    const { records, bytes } = await writeTable(path, rows, { format, head });
    expect(records).toBe(rows.length);
    expect(readFileSync(path)).toHaveLength(bytes);
    const expected =
      format === 'tsv'
        ? rows.map((row) => row.map((one) => (typeof one === 'number' ? Math.fround(one) : one)))
        : rows;
    expect(await readRows(path, format)).toEqual(expected);
  },
);

it('the schemas of Parquet and Arrow have types, units and where the table comes from', async () => {
  const folder = temporaryFolder();
  const [parquet, arrow] = [join(folder, 'a.parquet'), join(folder, 'a.arrow')];
  for (const [path, format] of [[parquet, 'parquet'] as const, [arrow, 'arrow'] as const]) {
    await writeTable(path, randomRows(3, ['chr1']), { format, head });
  }
  const { schema, key_value_metadata: notes } = await parquetMetadataAsync(
    await asyncBufferFromFile(parquet),
  );
  expect(schema.slice(1).map(({ name, type }) => [name, type])).toEqual([
    ['chrom', 'BYTE_ARRAY'],
    ['start', 'INT64'],
    ['end', 'INT64'],
    ['name', 'BYTE_ARRAY'],
    ['value', 'FLOAT'],
  ]);
  const own = Object.fromEntries(notes!.map(({ key, value }) => [key, value]));
  expect(own).toEqual({
    'megabase.model': 'Hawk 1.0',
    'megabase.region': 'chr1:1-20\nchr2:1-20',
    megabase: JSON.stringify({ notes: head.notes, columns: head.columns }),
  });
  const table = tableFromIPC(readFileSync(arrow));
  expect(Object.fromEntries(table.schema.metadata)).toEqual(own);
  expect(table.schema.fields.map(({ name, type }) => `${name} ${String(type)}`)).toEqual([
    'chrom Utf8',
    'start Int64',
    'end Int64',
    'name Utf8',
    'value Float32',
  ]);
  expect(Object.fromEntries(table.schema.fields[4]!.metadata)).toEqual({
    unit: 'probability',
    description: 'of being one',
  });
});

it.each(formats)('a %s table without rows has its columns', async (format) => {
  const path = join(temporaryFolder(), `a.${format}`);
  await writeTable(path, [], { format, head });
  expect(await readRows(path, format)).toEqual([]);
  const folder = join(temporaryFolder(), 'tables/');
  await writeTable(folder, [], { format, head });
  expect(readFileSync(join(folder, `unplaced.${format}`))).toEqual(readFileSync(path));
  if (format === 'arrow') {
    expect(tableFromIPC(readFileSync(path)).schema.fields.map(({ name }) => name)).toEqual(names);
  }
});

it.each(formats)('a folder takes one %s file a contig, and appears as a whole', async (format) => {
  const folder = join(temporaryFolder(), 'tables/');
  const contigs = ['chr1', 'HLA-A*01:01', '..', 'a/b'];
  const rows = randomRows(40, contigs);
  const written: CommittedFile[] = [];
  await observeWrites(
    (file) => written.push(file),
    async () => {
      const table = await openTable(folder, format, head);
      for (const row of rows) await table.append(row);
      expect(existsSync(folder)).toBe(false);
      await table.commit();
      expect(written.reduce((sum, { bytes }) => sum + bytes, 0)).toBe(table.size);
    },
  );
  const files = ['%2E%2E', 'HLA-A%2A01%3A01', 'a%2Fb', 'chr1'].map((name) => `${name}.${format}`);
  expect(readdirSync(folder).sort()).toEqual(files);
  expect(written.map(({ path }) => path)).toEqual(files.map((name) => join(folder, name)));
  const own = rows.filter(([contig]) => contig === 'chr1');
  expect(
    (await readRows(join(folder, `chr1.${format}`), format)).map(([, , , name]) => name),
  ).toEqual(own.map(([, , , name]) => name));
});

it('contigs that take turns have a file each, and those that come back late a further one', async () => {
  const folder = join(temporaryFolder(), 'tables/');
  const contigs = Array.from({ length: 70 }, (_, i) => `c${i}`);
  const order = [...contigs, 'c0', 'c69', 'c68', 'c69'];
  const rows = order.map((contig, i): TableRow => [contig, i, i + 1, undefined, i]);
  await writeTable(folder, rows, { format: 'tsv', head });
  expect(readdirSync(folder)).toHaveLength(71);
  expect(await readRows(join(folder, 'c0.2.tsv'), 'tsv')).toEqual([['c0', 70, 71, undefined, 70]]);
  expect(await readRows(join(folder, 'c69.tsv'), 'tsv')).toHaveLength(3);
});

it('no two contigs share a file, whatever they are called', async () => {
  const folder = join(temporaryFolder(), 'tables/');
  const many = Array.from({ length: 70 }, (_, i) => `c${i}`);
  const odd = ['c0.2', 'chrX', 'chrx', '', 'NUL', 'com1.x', 'é'.repeat(200), 'a\ud800', 'a\ud801'];
  // The first comes back after its file was closed.
  const order = [...many, ...odd, 'c0'];
  const rows = order.map((contig, i): TableRow => [contig, i, i + 1, undefined, i]);
  await writeTable(folder, rows, { format: 'parquet', head });
  const files = readdirSync(folder);
  const found = await Promise.all(files.map((file) => readRows(join(folder, file), 'parquet')));
  expect(
    found
      .flat()
      .map(([, start]) => Number(start))
      .sort((a, b) => a - b),
  ).toEqual(order.map((_, i) => i));
  expect(new Set(files.map((name) => name.toLowerCase())).size).toBe(order.length);
  expect(files.filter((name) => /^(nul|com1)\./i.test(name) || name.length > 255)).toEqual([]);
  expect(files).toEqual(
    expect.arrayContaining(['c0.2.parquet', 'c0.3.parquet', 'chrX.parquet', 'chrx.2.parquet']),
  );
});

it('a folder that holds something is refused, and nothing is left of a table that fails', async () => {
  const parent = temporaryFolder();
  const folder = join(parent, 'tables/');
  mkdirSync(folder);
  writeFileSync(join(folder, 'mine.txt'), 'mine');
  const asked = { format: 'parquet', head } as const;
  await expect(writeTable(folder, [], asked)).rejects.toMatchObject({ code: 'output-exists' });
  expect(readdirSync(parent)).toEqual(['tables']);
  const failing = async function* () {
    yield* await Promise.resolve(randomRows(3, ['a', 'b', 'c']));
    throw new Error('lost');
  };
  const other = join(parent, 'other/');
  await expect(writeTable(other, failing(), asked)).rejects.toThrow('lost');
  await expect(writeTable(join(parent, 'x.parquet'), failing(), asked)).rejects.toThrow('lost');
  expect(readdirSync(parent)).toEqual(['tables']);
  // An empty folder is filled.
  mkdirSync(other);
  await writeTable(other, randomRows(3, ['a']), asked);
  expect(readdirSync(other)).toEqual(['a.parquet']);
});

it('a table that is stopped leaves nothing', async () => {
  const parent = temporaryFolder();
  const controller = new AbortController();
  const rows = function* () {
    yield* randomRows(2, ['a']);
    controller.abort();
    yield* randomRows(2, ['a']);
  };
  const path = join(parent, 'a.arrow');
  const asked = { format: 'arrow', head, signal: controller.signal } as const;
  await expect(writeTable(path, rows(), asked)).rejects.toMatchObject({ code: 'cancelled' });
  expect(readdirSync(parent)).toEqual([]);
});
