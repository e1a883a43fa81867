import { readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { megabase } from '../support/cli.ts';
import { expectFailure, expectSuccess } from '../support/cli-answers.ts';
import { root, yeastRegion } from '../support/paths.ts';
import { temporaryFolder } from '../support/temporary-folder.ts';

it('what ships is copied to a folder, and what stands there is replaced only by agreement', async () => {
  const home = temporaryFolder();
  const folder = join(temporaryFolder(), 'new', 'tutorial');
  const { stdout } = expectSuccess(await megabase(['tutorial', folder], { home }));
  const source = join(root, 'resources/tutorial');
  const names = readdirSync(source).filter((name) => !name.endsWith('.md'));
  expect(names.length).toBeGreaterThan(8);
  for (const name of names) {
    expect(readFileSync(join(folder, name)).equals(readFileSync(join(source, name))), name).toBe(
      true,
    );
  }
  const yeast = ['yeast.fa', 'genes.gff3', 'reading-frames.bed', 'gene-starts.bed'];
  expect(readdirSync(folder).sort()).toEqual([...names, 'examples', 'yeast'].sort());
  const scripts = ['megabase_api.R', 'megabase_api.py'];
  expect(readdirSync(join(folder, 'examples')).sort()).toEqual(scripts);
  expect(readdirSync(join(folder, 'yeast')).sort()).toEqual(yeast.sort());
  expect(stdout.match(/^wrote /gm)).toHaveLength(names.length + scripts.length + yeast.length);
  // The region first, then the draft of it.
  const bases = (text: string) => text.replaceAll(/^>.*$|\s/gm, '');
  const [, region] = readFileSync(join(folder, 'yeast/yeast.fa'), 'utf8').split(/^>(?=\S)/m);
  const shipped = readFileSync(yeastRegion.fasta, 'utf8');
  expect(bases(`>${region}`).toUpperCase()).toBe(bases(shipped).toUpperCase());

  const changed = join(folder, 'yeast/genes.gff3');
  writeFileSync(changed, 'mine');
  const again = await megabase(['tutorial', folder], { home });
  expectFailure(again, {
    exit: 2,
    code: 'output-exists',
    message: /exists already \(and \d+ others\)/,
  });
  expect(readFileSync(changed, 'utf8')).toBe('mine');
  // Refused, it makes no folder either.
  rmSync(join(folder, 'yeast'), { recursive: true });
  expect((await megabase(['tutorial', folder], { home })).code).toBe(2);
  expect(readdirSync(folder)).not.toContain('yeast');
  expectSuccess(await megabase(['tutorial', folder, '--overwrite'], { home }));
  expect(readFileSync(changed, 'utf8')).not.toBe('mine');
});
