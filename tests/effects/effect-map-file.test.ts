import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { defaultThreshold, linksOf } from '../../src-main/contract/index.ts';
import { effectFormat, readMaps, writeEffectMap } from '../../src-main/analysis/effects/index.ts';
import { temporaryFolder } from '../support/temporary-folder.ts';
import { someMap } from './some-map.ts';

async function written(format: 'bedpe' | 'tsv' | 'json', threshold = 0.1) {
  const folder = temporaryFolder();
  const path = join(folder, `map.${format}`);
  const file = await writeEffectMap(someMap, path, { format, threshold });
  // No temporary file is left.
  expect(readdirSync(folder)).toEqual([`map.${format}`]);
  const text = readFileSync(path, 'utf8');
  expect(file.bytes).toBe(Buffer.byteLength(text));
  const lines = text.trimEnd().split('\n');
  const comments = lines.filter((line) => line.startsWith('# '));
  return { text, file, comments, rows: lines.slice(comments.length).map((row) => row.split('\t')) };
}

describe('the links of a map', () => {
  it('reach the threshold either way, the largest first', () => {
    const links = linksOf(someMap, Math.fround(0.1));
    expect(links.map(({ element, target }) => [element, target])).toEqual([
      [0, 0],
      [1, 1],
    ]);
    expect(links[0]).toMatchObject({ effect: -0.75, value: 0.875 });
    expect(links.map(({ distance }) => distance)).toEqual([940, -3960]);
  });

  it('never hold a pair without a value', () => {
    expect(linksOf(someMap, 0)).toHaveLength(4);
  });

  it('start by default at a tenth: of a probability, or of the largest value', () => {
    expect(defaultThreshold(someMap)).toBe(0.1);
    const track = { ...someMap.track, unit: 'reads' };
    expect(defaultThreshold({ ...someMap, track })).toBeCloseTo(0.0875, 6);
  });
});

describe('a map as BEDPE', () => {
  it('has one line a link, with the ten columns of the format and two of ours', async () => {
    const { rows, file } = await written('bedpe', Math.fround(0.1));
    expect(rows[0]!.slice(0, 10)).toEqual(
      '#chrom1 start1 end1 chrom2 start2 end2 name score strand1 strand2'.split(' '),
    );
    expect(rows.slice(1)).toEqual(
      [
        'chr1 100 120 chr1 1000 1100 near_one>T1 -0.75 . + 0.875 940'.split(' '),
        'chr1 9000 9020 chr1 5000 5100 far>T2 0.1 . - 0.3 -3960'.split(' '),
      ].map((row) => row.map((column) => column.replace('_', ' '))),
    );
    expect(file.records).toBe(2);
  });

  it('says in its header where it comes from', async () => {
    const { comments } = await written('bedpe');
    const header = comments.join('\n');
    expect(header).toContain('# model: A model 1.2.3 (m, family hawk)');
    expect(header).toContain('# model-sha256: ab12');
    expect(header).toContain('# interval: chr1:1-10,000 (1-based) was read in one pass');
    expect(header).toContain('# track: Activity (tx), probability');
    expect(header).toContain('# knock-out: bases replaced by N');
    expect(header).toContain('# tolerance: 0.01');
    expect(header).toContain('# threshold: 0.1: links');
  });

  it('without a link is a header and no more', async () => {
    const { rows, file } = await written('bedpe', 5);
    expect(rows).toHaveLength(1);
    expect(file.records).toBe(0);
  });
});

it('a map as TSV has a row for every element with every target, and no more', async () => {
  const { rows, file } = await written('tsv');
  const [header, ...data] = rows;
  const records = data.map((row) => {
    expect(row).toHaveLength(header!.length);
    return Object.fromEntries(row.map((value, i) => [header![i]!, value]));
  });
  expect(file.records).toBe(6);
  expect(records.map((row) => `${row['element']} ${row['target']}`)).toEqual(
    ['near one', 'far'].flatMap((e) => ['T1', 'T2', 'T3'].map((t) => `${e} ${t}`)),
  );
  expect(records[0]).toEqual({
    ...{ element: 'near one', chrom: 'chr1', element_start: '100', element_end: '120' },
    ...{ target: 'T1', gene_name: 'G1', target_start: '1000', target_end: '1100' },
    ...{ gene_strand: '+', distance: '940', track_name: 'tx' },
    ...{ value: '0.875', value_knocked_out: '0.125', effect: '-0.75' },
  });
  expect(records[2]).toMatchObject({ gene_name: '.', value: 'NaN', effect: 'NaN' });
});

it('a map as JSON reads back as the map, with its links', async () => {
  const { text, file } = await written('json', Math.fround(0.1));
  const read = JSON.parse(text) as Record<string, unknown>;
  expect(file.records).toBe(6);
  expect(read).toMatchObject({
    coordinates: '0-based half-open',
    model: someMap.model,
    elements: someMap.elements,
    knockOut: { kind: 'n' },
    links: linksOf(someMap, Math.fround(0.1)),
  });
  const number = (value: number) => (Number.isNaN(value) ? null : value);
  expect(read['values']).toEqual([...someMap.values].map(number));
  expect((read['effects'] as number[][]).flat()).toEqual([...someMap.effects].map(number));
});

it('what strands say is written, and put together again of parts by element', async () => {
  const reading = (id: 'forward' | 'reverse', by: number) => ({
    ...{ kind: 'strand' as const, id, label: `${id} strand` },
    values: someMap.values.map((value) => by * value),
    effects: someMap.effects.map((value) => by * value),
  });
  const whole = { ...someMap, readings: [reading('forward', 1), reading('reverse', 0.5)] };
  const n = someMap.targets.length;
  const texts: string[] = [];
  for (const e of someMap.elements.keys()) {
    const cut = (all: Float32Array) => all.slice(e * n, (e + 1) * n);
    const part = {
      ...{ ...whole, elements: [someMap.elements[e]!], effects: cut(whole.effects) },
      readings: whole.readings.map((one) => ({ ...one, effects: cut(one.effects) })),
    };
    const path = join(temporaryFolder(), 'part.json');
    await writeEffectMap(part, path, { format: 'json', threshold: 0.1 });
    texts.push(readFileSync(path, 'utf8'));
  }
  const { maps } = readMaps(texts, true);
  expect(maps).toEqual([whole]);
  const path = join(temporaryFolder(), 'map.tsv');
  await writeEffectMap(maps[0]!, path, { format: 'tsv', threshold: 0 });
  const text = readFileSync(path, 'utf8');
  expect(text).toContain(
    '# readings: effect_forward: forward strand; effect_reverse: reverse strand',
  );
  const rows = text.split('\n').map((line) => line.split('\t'));
  const header = rows.find(([first]) => first === 'element')!;
  expect(header.slice(-2)).toEqual(['effect_forward', 'effect_reverse']);
  expect(rows[rows.indexOf(header) + 1]!.slice(-3)).toEqual(['-0.75', '-0.75', '-0.375']);
});

it('a map that cannot be written leaves what stood there', async () => {
  const folder = temporaryFolder();
  const path = join(folder, 'missing', 'map.tsv');
  const attempt = writeEffectMap(someMap, path, { format: 'tsv', threshold: 0 });
  await expect(attempt).rejects.toMatchObject({ code: 'output-unwritable' });
  expect(readdirSync(folder)).toEqual([]);
});

it('the format is that of the name, or the one asked for, or an error that names all', () => {
  expect(effectFormat('a/b.BEDPE')).toBe('bedpe');
  expect(effectFormat('a.txt', 'TSV')).toBe('tsv');
  expect(() => effectFormat('a.bed')).toThrow(
    'The ending of a.bed does not name a format for effects; known endings: .tsv, .parquet, .arrow, .feather, .bedpe, .json.',
  );
});
