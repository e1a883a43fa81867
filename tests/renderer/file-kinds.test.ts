import { expect, it } from 'vitest';
import { fileKinds } from '../../src-renderer/format/index.ts';

const names = [
  'a.fa.gz',
  'b.megabase',
  'c.bam',
  'c.bam.bai',
  'd.vcf.gz',
  'e.gff3',
  'f.bw',
  'f.bedgraph.gz',
  'g.txt',
];

const fitting = (asked: Parameters<typeof fileKinds>[0], id: string) =>
  names.filter((name) =>
    fileKinds(asked)
      .find((kind) => kind.id === id)
      ?.fits(name),
  );

it('offers what is looked for first, then each kind of it, then all files', () => {
  expect(fileKinds('track').map(({ id }) => id)).toEqual([
    ...['track', 'reads', 'variants', 'annotation', 'signal', 'any'],
  ]);
  expect(fitting('track', 'track')).toEqual([
    'c.bam',
    'd.vcf.gz',
    'e.gff3',
    'f.bw',
    'f.bedgraph.gz',
  ]);
  expect(fitting('track', 'signal')).toEqual(['f.bw', 'f.bedgraph.gz']);
  expect(fitting('index', 'index')).toEqual(['c.bam.bai']);
  expect(fitting('labels', 'labels')).toEqual(['c.bam', 'f.bw']);
  expect(fitting('track', 'reads')).toEqual(['c.bam']);
  expect(fitting('track', 'any')).toEqual(names);
  expect(fitting('genome', 'genome')).toEqual(['a.fa.gz', 'b.megabase']);
  expect(fileKinds('any').map(({ id }) => id)).toEqual(['any']);
});
