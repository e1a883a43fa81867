import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { megabase } from '../support/cli.ts';
import { expectSuccess } from '../support/cli-answers.ts';
import { dataLines } from '../support/cli-files.ts';
import { writeRandomModel } from '../support/random-model.ts';
import { Random } from '../support/random.ts';
import { sharedFolder } from '../support/temporary-folder.ts';

const count = 10_000;
const folder = sharedFolder();
const [model, fasta, bed] = ['model', 'draft.fa', 'draft.bed'].map((name) => join(folder, name));

it(`${count} contigs in one command have the values that each of them has alone`, async () => {
  const random = new Random(21);
  writeRandomModel(model!, {
    seed: 3,
    config: { model_type: 'hawk', width: 8, lru_width: 8, mlp_expanded_width: 8, depth: 1 },
    tracks: { count: 1, bin: 16 },
  });
  const contigs = Array.from({ length: count }, (_, i) => ({
    name: `contig_${i + 1}`,
    // One is longer than a chunk, most are short.
    letters: lettersOf(i === 4_321 ? 10_000 : 20 + random.below(100), random),
  }));
  const text = contigs.map(({ name, letters }) => `>${name}\n${letters}\n`).join('');
  writeFileSync(fasta!, text);
  const regions = contigs.map(({ name, letters }) => `${name}\t0\t${letters.length}\n`).join('');
  writeFileSync(bed!, regions);

  const predict = async (region: string, name: string, home: string) => {
    const out = join(folder, name);
    const args = ['predict', '--fasta', fasta!, '--region', region, '--model', model!];
    const more = ['--provider', 'cpu', '--threads', '1', '--out', out];
    const result = expectSuccess(await megabase([...args, ...more], { home }));
    return { lines: dataLines(out), ...result };
  };
  const began = performance.now();
  const all = await predict(bed!, 'all.bedgraph', join(folder, 'home'));
  const seconds = (performance.now() - began) / 1000;
  // What is printed stays readable: progress is a line in five seconds, all else is as long as it is.
  expect(all.stdout.split('\n').length).toBeLessThan(30);
  const isProgress = (line: string) => /· region [\d,]+ of 10,000 · /.test(line);
  const [progress = [], rest = []] = [true, false].map((is) =>
    all.stderr.split('\n').filter((line) => isProgress(line) === is),
  );
  expect(progress.length).toBeGreaterThan(0);
  expect(progress.length).toBeLessThanOrEqual(1 + seconds / 5);
  expect(rest.length).toBeLessThan(60);
  expect(all.stdout).toMatch(/and 9,980 more regions, /);

  const linesOf = Map.groupBy(all.lines, (line) => line.slice(0, line.indexOf('\t')));
  for (const i of [0, 1, 17, 4_321, 9_998, 9_999]) {
    const { name } = contigs[i]!;
    const alone = await predict(name, `${name}.bedgraph`, join(folder, `home-${i}`));
    expect(linesOf.get(name) ?? [], name).toEqual(alone.lines);
  }
  const again = await predict(bed!, 'again.bedgraph', join(folder, 'home'));
  expect(again.lines).toEqual(all.lines);
  expect(again.stdout).toContain('from the cache');
});

function lettersOf(length: number, random: Random): string {
  return Array.from({ length }, () => 'ACGT'[random.below(4)]).join('');
}
