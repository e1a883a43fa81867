import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { megabase } from '../support/cli.ts';
import { expectSuccess } from '../support/cli-answers.ts';
import { dataLines } from '../support/cli-files.ts';
import { temporaryFolder } from '../support/temporary-folder.ts';

it('the demo prints how well promoters are told, writes files, and is kept', async () => {
  const home = temporaryFolder();
  const out = join(home, 'out');
  const demo = ['demo', '--contig', 'chrT2', '--out', out, '--provider', 'cpu'];
  const { stdout } = expectSuccess(await megabase(demo, { home }));
  expect(stdout).toContain('Active promoters of chrT2:1-200,000, predicted and annotated:\n');
  expect(stdout).toMatch(/^ {2}nearest enhancer +active +inactive +AUROC +mean prediction$/m);
  // The annotation has 18 active promoters and 25 that are not.
  const [, auroc] = /^ {2}any +18 +25 +([\d.]+) +[\d.]+$/m.exec(stdout)!;
  expect(Number(auroc)).toBeGreaterThanOrEqual(0.99);
  expect(stdout).toMatch(/^\S+ s, [\d,]+ bases a second on cpu$/m);
  expect(stdout).toMatch(/^peak memory \d+ MB to compute, \d+ MB for the command$/m);

  const tracks = ['enhancer', 'expression', 'insulator', 'promoter'];
  const tables = ['chrT2.bed', 'chrT2.links.bedpe'];
  const names = [...tables, ...tracks.map((track) => `chrT2.${track}.bw`)].sort();
  expect(readdirSync(out).sort()).toEqual(names);
  for (const name of names) expect(stdout).toContain(`wrote ${join(out, name)}\n`);
  expect(dataLines(join(out, 'chrT2.bed')).length).toBeGreaterThan(18);

  expect(stdout).toMatch(
    /^Knocking out each of \d+ enhancers changes 1\d of \d+ pairs with a gene/m,
  );
  // The farthest link of a single enhancer on chrT2.
  expect(stdout).toMatch(/^ {2}Enhancer chrT2:99,\S+ +T2G019 +6,\d+ bp +1\.00 +0\.0\d +true$/m);
  expect(stdout).toMatch(/^ {2}(\d+) of the \1 enhancers called are true;$/m);
  expect(stdout).toMatch(/^ {2}(\d+) of the \1 links are true, and 0 false;$/m);
  expect(stdout).toContain(
    '  13 of the 13 true links that a single knock-out can reveal are found.\n',
  );

  const again = expectSuccess(await megabase([...demo, '--overwrite'], { home }));
  expect(again.stdout).toMatch(/ on cpu, computed \d{4}-\d\d-\d\d and kept$/m);
  expect(again.stderr).not.toMatch(/^on cpu/m);
});
