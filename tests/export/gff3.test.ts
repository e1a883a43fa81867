import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseStringSync } from '@gmod/gff';
import { expect, test } from 'vitest';
import type { Contig, Prediction } from '../../src-main/contract/index.ts';
import { exportPredictions } from '../../src-main/analysis/export/index.ts';
import { contigs, prediction, temporaryFolder, trackInfo } from './support.ts';

async function written(predictions: Prediction[], genome: Contig[] = contigs) {
  const path = join(temporaryFolder(), 'a.gff3');
  const [file] = await exportPredictions({ predictions, contigs: genome, path, threshold: 0.5 });
  return { file: file!, text: readFileSync(path, 'utf8') };
}

/** What @gmod/gff reads from the text, with lists of one value taken out. */
function features(text: string) {
  const parsed = parseStringSync(text, { parseFeatures: true, parseComments: false });
  return (parsed as unknown[]).flat().map((feature) => {
    const { attributes, ...columns } = feature as { attributes: Record<string, string[]> };
    const entries = Object.entries(attributes).map(([tag, values]) => [tag, values.join('|')]);
    return { ...columns, attributes: Object.fromEntries(entries) as Record<string, string> };
  });
}

test('features carry the terms of the Sequence Ontology, 1-based places and their values', async () => {
  const infos = [
    trackInfo({ role: 'promoter' }),
    trackInfo({ id: 'enh', label: 'Enhancer', role: 'enhancer' }),
    trackInfo({ id: 'ctcf', role: 'insulator' }),
    trackInfo({ id: 'cage', role: 'expression' }),
  ];
  const values = [0.5, 0.75, 0.25, 1];
  const made = prediction(
    'chr1',
    3,
    40,
    (track, start) => values[(start / 10 + track) % 4]!,
    infos,
  );
  const { file, text } = await written([made]);
  const read = features(text);
  expect(read).toMatchObject([
    { type: 'enhancer', start: 4, end: 10, score: 0.75 },
    { type: 'promoter', start: 4, end: 20, score: 0.75 },
    { type: 'sequence_feature', start: 4, end: 30, score: 1 },
    { type: 'insulator', start: 11, end: 40, score: 1 },
    { type: 'enhancer', start: 21, end: 40, score: 1 },
    { type: 'promoter', start: 31, end: 40, score: 1 },
  ]);
  expect(read[4]).toMatchObject({
    seq_id: 'chr1',
    source: 'megabase',
    strand: null,
    phase: null,
    attributes: { ID: 'enh_2', Name: 'Enhancer', track: 'enh', mean: '0.75' },
  });
  expect(file.records).toBe(6);
  expect(new Set(read.map(({ attributes }) => attributes.ID)).size).toBe(6);
});

test('directives give version, each contig once with its length, and where the values come from', async () => {
  const predictions = [
    prediction('chr2', 0, 10, () => 1),
    prediction('chr1', 0, 10, () => 1),
    prediction('chr2', 100, 120, () => 1),
  ];
  const { text } = await written(predictions);
  const lines = text.split('\n').filter((line) => line.startsWith('#'));
  expect(lines.slice(0, 6)).toEqual([
    '##gff-version 3',
    '##sequence-region chr2 1 5003',
    '##sequence-region chr1 1 1000',
    '#!processor megabase',
    '#!program Megabase',
    '#!model Toy model 1.2 (toy, family hawk)',
  ]);
  expect(lines).toContain('#!region chr2:101-120');
  expect(lines).toContain('#!threshold 0.5');
  const directives = parseStringSync(text, { parseDirectives: true, parseFeatures: false });
  expect(directives).toContainEqual({
    directive: 'sequence-region',
    value: 'chr1 1 1000',
    seq_id: 'chr1',
    start: '1',
    end: '1000',
  });
});

test('reserved characters are percent-encoded and read back as they were', async () => {
  const label = 'A;b=c&d,e%f\tg "h" é';
  const genome = [{ name: '>odd name#1', length: 100 }];
  const made = prediction('>odd name#1', 0, 10, () => 1, [trackInfo({ label })]);
  const { text } = await written([made], genome);
  const row = text.split('\n').find((line) => /^[^#]/.test(line))!;
  expect(row.split('\t')).toHaveLength(9);
  expect(row).toMatch(/^%3Eodd%20name%231\t/);
  expect(row).toContain('Name=A%3Bb%3Dc%26d%2Ce%25f%09g "h" é;');
  const [feature] = features(text);
  expect(feature).toMatchObject({ seq_id: '>odd name#1', attributes: { Name: label } });
});
