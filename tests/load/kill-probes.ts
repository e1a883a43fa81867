import { existsSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { findLocations } from '../../src-main/home/index.ts';
import { ModelLibrary } from '../../src-main/library/index.ts';
import { megabase } from '../support/cli.ts';
import { writeRandomModel } from '../support/random-model.ts';
import { Random } from '../support/random.ts';
import { startAndKill } from './kill.ts';
import type { LoadOptions } from './run.ts';
import { writeSmallGenome } from './small-genome.ts';

/** bp of each contig. */
const length = 8_000;

/** Kills fits of a probe: its head is whole or absent, and the next fit gives the same head. */
export async function killProbes({ times, seed, folder, print }: LoadOptions): Promise<void> {
  const [home, model] = [join(folder, 'home'), join(folder, 'model')];
  const [fasta, labels] = [join(folder, 'g.fa'), join(folder, 'labels.bed')];
  const random = new Random(seed);
  writeRandomModel(model, { seed, config: { model_type: 'hawk' } });
  writeSmallGenome(fasta, { seed, count: 3, length });
  writeFileSync(labels, labelsOf(random));
  process.env['MEGABASE_HOME'] = home;
  const { userHeads } = findLocations();
  const target = join(userHeads, 'probe');
  const input = ['--model', model, '--fasta', fasta, '--labels', labels, '--provider', 'cpu'];
  const args = ['probe', 'fit', ...input, '--out', 'probe'];

  const fit = async (name: string) => {
    const { code, stderr } = await megabase(args, { home });
    if (code !== 0) throw new Error(`${name}: ${stderr}`);
    return readFileSync(join(target, 'head.safetensors'));
  };
  const wanted = await fit('the first fit');
  const counts = { none: 0, whole: 0, leftovers: 0 };
  for (let i = 0; i < times; i++) {
    rmSync(target, { recursive: true });
    // Half of them with nothing cached, from the pass on; half while the head is being written.
    if (i % 2 === 0) rmSync(join(home, 'cache'), { recursive: true, force: true });
    const from = i % 2 === 0 ? /layer 1/ : { folder: userHeads, prefix: '.import-' };
    const kill = { from, within: i % 2 === 0 ? 1_500 : 20 };
    await startAndKill(args, { home }, kill, random);
    const { heads } = new ModelLibrary(findLocations());
    const [broken] = heads.broken();
    if (broken) throw new Error(`kill ${i}: ${broken.reason}`);
    if (heads.list().length !== Number(existsSync(target))) {
      throw new Error(`kill ${i}: ${readdirSync(userHeads).join(', ')} stand among the heads`);
    }
    if (existsSync(target)) {
      if (!readFileSync(join(target, 'head.safetensors')).equals(wanted)) {
        throw new Error(`kill ${i}: another head`);
      }
      rmSync(target, { recursive: true });
      counts.whole++;
    } else counts.none++;
    if (readdirSync(userHeads).length > 0) counts.leftovers++;
    if (!(await fit(`the fit after kill ${i}`)).equals(wanted)) {
      throw new Error(`the fit after kill ${i} gives another head`);
    }
    const names = readdirSync(userHeads);
    if (names.length !== 1) throw new Error(`the fit after kill ${i} left ${names.join(', ')}`);
  }
  print(
    `${times} kills: ${counts.none} times no head, ${counts.whole} times a whole one; ` +
      `${counts.leftovers} had left a temporary folder, which the next fit took away`,
  );
}

/** One feature in five bins of 128 bp. */
function labelsOf(random: Random): string {
  const lines: string[] = [];
  for (const contig of ['c1', 'c2', 'c3']) {
    for (let start = 0; start + 128 <= length; start += 128) {
      if (random.next() < 0.2) lines.push(`${contig}\t${start}\t${start + 100}\n`);
    }
  }
  return lines.join('');
}
