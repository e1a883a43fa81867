import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { megabase, tutorialGenome } from '../support/cli.ts';
import { expectSuccess } from '../support/cli-answers.ts';
import { sharedFolder } from '../support/temporary-folder.ts';
import {
  averagePrecision,
  readEffects,
  tutorialAnnotation,
  tutorialTruth,
} from '../support/tutorial-truth.ts';

const home = sharedFolder();
const minutes = 60_000;
const threshold = 0.1;

// On chrT1 the model itself lets an enhancer act through an insulator, on T1G074: reading all of chrT1
// without that enhancer says the same.
it.each([
  ['chrT2', 0, 200_000, 0.95, []],
  ['chrT1', 300_000, 760_000, 0.9, ['chrT1_enhancer_8>T1G074']],
] as const)(
  'knocking out the enhancers of %s:%d-%d finds their genes with an average precision of %d or more, and none across an insulator but %j',
  async (contig, start, end, least, leaking) => {
    const truth = await tutorialTruth(contig);
    const enhancers = truth.enhancers.filter((line) => {
      const [, from, to] = line.split('\t').map(Number);
      return from! >= start && to! <= end;
    });
    const inside = enhancers.map((line) => line.split('\t')[3]);
    const links = new Set([...truth.links].filter((link) => inside.includes(link.split('>')[0])));
    const bed = join(home, `${contig}.bed`);
    const out = join(home, `${contig}.tsv`);
    writeFileSync(bed, `${enhancers.join('\n')}\n`);
    const region = `${contig}:${start + 1}-${end}`;
    const place = ['effects', '--fasta', tutorialGenome, '--region', region, '--out', out];
    const what = ['--elements', bed, '--targets', tutorialAnnotation, '--model', 'hawk-tutorial'];
    const alone = ['--flank', '0', '--provider', 'cpu'];
    expectSuccess(await megabase([...place, ...what, ...alone], { home }));

    const rows = readEffects(out);
    expect(new Set(rows.map(({ pair }) => pair)).size).toBe(rows.length);
    expect(links.size).toBeGreaterThan(10);
    const average = averagePrecision(rows, links);
    const found = rows.filter(({ effect }) => Math.abs(effect) >= threshold);
    const across = found.filter(({ from, to }) =>
      truth.insulators.some((at) => at > Math.min(from, to) && at < Math.max(from, to)),
    );
    expect(average).toBeGreaterThanOrEqual(least);
    expect(
      across.map(({ pair }) => pair).filter((pair) => !leaking.some((one) => one === pair)),
    ).toEqual([]);
    expect(found.length).toBeGreaterThan(10);
  },
  10 * minutes,
);
