import { execFileSync } from 'node:child_process';
import { mkdirSync, readdirSync, readFileSync, statfsSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { launcher, megabase, startMegabase, type CommandResult } from '../support/cli.ts';
import { writeRandomModel } from '../support/random-model.ts';
import type { LoadOptions } from './run.ts';
import { writeSmallGenome } from './small-genome.ts';

const clock = new URL('shifted-clock.ts', import.meta.url).href;

/**
 * Odd environments: each command ends well, or says what it could not write and leaves nothing there.
 * The disks are tmpfs mounts, for which one must be root.
 */
export async function environment({ seed, folder, print }: LoadOptions): Promise<void> {
  const [fasta, model, home] = ['g.fa', 'model', 'home'].map((name) => join(folder, name)) as [
    string,
    string,
    string,
  ];
  writeSmallGenome(fasta, { seed, count: 1, length: 20_000 });
  writeRandomModel(model, { seed, config: { model_type: 'hawk' }, tracks: { count: 1, bin: 16 } });
  const predict = (out: string, end = 4_000) =>
    ['predict', '--fasta', fasta, '--model', model, '--provider', 'cpu', '--flank', '0'].concat([
      ...['--region', `c1:1-${end}`, '--out', out, '--overwrite'],
      ...(/\.(bed|gff3)$/.test(out) ? ['--threshold', '0.5'] : []),
    ]);
  const expectEnd = (
    name: string,
    { code, stderr }: CommandResult,
    wanted: number,
    text: RegExp,
  ) => {
    const message = stderr.split('\n').find((line) => line.startsWith('error:')) ?? '';
    if (code !== wanted || !text.test(message)) throw new Error(`${name}: ${code}\n${stderr}`);
    print(`${name}: exit ${code} ${message}`);
  };
  const run = (args: readonly string[], env: Record<string, string | undefined>) =>
    startMegabase(args, { home, env }).result;

  const sealed = mount(join(folder, 'sealed'), 'ro,size=1m');
  const full = mount(join(folder, 'full'), 'size=1m');
  try {
    const readOnly = { MEGABASE_HOME: undefined, HOME: sealed };
    const out = join(folder, 'out.bedgraph');
    const sealedWords = /Cannot write .*the file system is read-only \(EROFS\)/;
    expectEnd('read-only HOME', await run(predict(out), readOnly), 1, sealedWords);
    expectEnd('its import', await run(['models', 'import', model], readOnly), 1, sealedWords);
    expectEnd('its --no-cache', await run([...predict(out), '--no-cache'], readOnly), 0, /^$/);

    const { bavail, bsize } = statfsSync(full);
    writeFileSync(join(full, 'filler'), new Uint8Array(bavail * bsize));
    const noSpace = /No space left to write .*\(ENOSPC\)|takes .* has 0 bytes free/;
    const temporary = { TMPDIR: full };
    expectEnd('full TMPDIR', await run(predict(out), temporary), 0, /^$/);
    const uncached = [...predict(out), '--no-cache'];
    expectEnd('its --no-cache', await run(uncached, temporary), 1, noSpace);
    for (const ending of ['bedgraph', 'bw', 'json', 'gff3', 'tsv.gz']) {
      const result = await run(predict(join(full, `out.${ending}`)), {});
      expectEnd(`full disk for ${ending}`, result, 1, noSpace);
    }
    const imported = await run(['models', 'import', model], { MEGABASE_HOME: full });
    expectEnd('full disk for a model', imported, 1, noSpace);
    const left = readdirSync(full, { recursive: true, withFileTypes: true })
      .filter((entry) => entry.isFile())
      .map(({ name }) => name);
    if (left.join() !== 'filler') throw new Error(`left on the full disk: ${left.join(', ')}`);
  } finally {
    execFileSync('umount', [sealed]);
    execFileSync('umount', [full]);
  }

  const written = new Map<string, string>();
  for (const locale of ['C', 'de_DE.UTF-8', 'tr_TR.UTF-8']) {
    for (const ending of ['bedgraph', 'json', 'gff3', 'tsv', 'bed']) {
      const path = join(folder, `locale.${ending}`);
      expectEnd(`${locale}, ${ending}`, await run(predict(path), { LC_ALL: locale }), 0, /^$/);
      const text = readFileSync(path, 'utf8');
      if ((written.get(ending) ?? text) !== text) throw new Error(`${locale}: another ${ending}`);
      written.set(ending, text);
    }
  }

  const deep = join(folder, 'mit Leerzeichen', 'Größe é ñ', '数据 ünï');
  mkdirSync(deep, { recursive: true });
  for (const name of ['läufe der woche.bedgraph', `${'x'.repeat(240)}.bedgraph`]) {
    expectEnd(
      `a name of ${name.length} letters`,
      await run(predict(join(deep, name)), {}),
      0,
      /^$/,
    );
  }
  const tooLong = await run(predict(join(deep, `${'x'.repeat(250)}.bedgraph`)), {});
  expectEnd('a name that is too long', tooLong, 1, /the name is too long \(ENAMETOOLONG\)/);

  const program = [process.execPath, '--import', clock, launcher] as const;
  const at = (days: number, args: readonly string[]) =>
    startMegabase(args, { home, program, env: { SHIFT_DAYS: String(days) } }).result;
  const out = join(folder, 'clock.bedgraph');
  await megabase(['cache', 'prune', '--all'], { home });
  for (const [days, end] of [
    [0, 4_000],
    [-2, 5_000],
    [-2, 4_000],
    [-2, 6_000],
  ] as const) {
    expectEnd(`clock ${days} days off`, await at(days, predict(out, end)), 0, /^$/);
  }
  expectEnd('its prune', await at(-2, ['cache', 'prune', '--max-size', '130k']), 0, /^$/);
  expectEnd('and all', await at(-3, ['cache', 'prune', '--all']), 0, /^$/);
  const { stdout } = await megabase(['cache', 'info'], { home });
  if (!/^predictions +0 runs/m.test(stdout)) throw new Error(stdout);
}

function mount(folder: string, options: string): string {
  mkdirSync(folder);
  execFileSync('mount', ['-t', 'tmpfs', '-o', options, 'tmpfs', folder]);
  return folder;
}
