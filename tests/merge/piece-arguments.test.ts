import { expect, it } from 'vitest';
import { pieceArguments } from '../../src-main/cli/plan/index.ts';

it('a piece has the options of the whole, but for what is of the plan or of one run alone', () => {
  const given = [
    ...['--fasta', 'a.fa', '--shards', '3', '--out', 'a.bw', '--manifest', 'run.json', '--json'],
    ...['--manifest=run.json', '--progress', 'json', '--progress=json', '--model', 'm'],
    ...['--memory=4G', '--out-dir', 'p', '--overwrite', '--region', 'all'],
  ];
  const piece = { shard: { number: 2, count: 3 }, output: 'p/2.bw' };
  expect(pieceArguments('predict', given, piece)).toEqual([
    ...['predict', '--fasta', 'a.fa', '--model', 'm', '--memory=4G', '--region', 'all'],
    ...['--shard', '2/3', '--out', 'p/2.bw'],
  ]);
});
