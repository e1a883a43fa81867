import { spawnSync } from 'node:child_process';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { launcher, megabase, predictArgs, startMegabase } from '../support/cli.ts';
import { expectFailure, expectSuccess } from '../support/cli-answers.ts';
import { isAlive, processesBelow } from '../support/cli-processes.ts';
import { oldNode } from '../support/old-node.ts';
import { root } from '../support/paths.ts';
import { temporaryFolder } from '../support/temporary-folder.ts';

const { version } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8')) as {
  version: string;
};

it('--version prints the version of package.json', async () => {
  const { stdout } = expectSuccess(
    await startMegabase(['--version'], { home: temporaryFolder() }).result,
  );
  expect(stdout).toBe(`${version}\n`);
});

it('keeps what Node compiled in the cache folder, and does without where that cannot be', () => {
  const start = (home: string, more: NodeJS.ProcessEnv = {}) => {
    const env = { ...process.env, MEGABASE_HOME: home, ...more };
    if (!('NODE_COMPILE_CACHE' in more)) Reflect.deleteProperty(env, 'NODE_COMPILE_CACHE');
    const { stdout, stderr } = spawnSync(process.execPath, [launcher, '--version'], {
      env,
      encoding: 'utf8',
    });
    expect([stdout, stderr]).toEqual([`${version}\n`, '']);
    return existsSync(join(home, 'cache/compiled'));
  };
  expect(start(temporaryFolder())).toBe(true);
  expect(start(temporaryFolder(), { NODE_DISABLE_COMPILE_CACHE: '1' })).toBe(false);
  expect(start(temporaryFolder(), { NODE_COMPILE_CACHE: temporaryFolder() })).toBe(false);
  const file = join(temporaryFolder(), 'file');
  writeFileSync(file, '');
  expect(start(file)).toBe(false);
});

describe.skipIf(oldNode === undefined)('started by an older Node', () => {
  const program = [oldNode!, launcher] as const;

  it('hands over to the Node of its own', async () => {
    const home = temporaryFolder();
    const { stdout } = expectSuccess(await megabase(['--version'], { home, program }));
    expect(stdout).toBe(`${version}\n`);
    const doctor = expectSuccess(await megabase(['doctor', '--json'], { home, program }));
    const { versions } = JSON.parse(doctor.stdout) as { versions: { node: string } };
    expect(versions.node).toBe(process.versions.node);
  });

  it('hands on what was written and the exit code', async () => {
    const home = temporaryFolder();
    const args = predictArgs('none', 'chrT2:1-1,000', join(home, 'a.tsv'));
    const result = await megabase(args, { home, program });
    expectFailure(result, { exit: 2, code: 'model-missing', message: /no model "none"/ });
  });

  const args = (home: string) => predictArgs('caduceus-tutorial', 'chrT2', join(home, 'a.tsv'));

  it.each([
    ['Ctrl-C, which reaches every process', (pid: number) => process.kill(-pid, 'SIGINT')],
    ['a signal to it alone', (pid: number) => process.kill(pid, 'SIGTERM')],
  ])('%s ends all of it in an orderly way', async (_, stop) => {
    const home = temporaryFolder();
    const command = startMegabase(args(home), { home, program });
    await command.says(/layer 1 of 3/);
    const below = processesBelow(command.pid);
    expect(below).toHaveLength(2);
    stop(command.pid);
    const cancelled = { exit: 130, code: 'cancelled', message: /cancelled/ } as const;
    expectFailure(await command.result, cancelled);
    expect(below.filter(isAlive)).toEqual([]);
  });

  it('killed, it takes the program and its compute process along', async () => {
    const home = temporaryFolder();
    const command = startMegabase(args(home), { home, program });
    await command.says(/layer 1 of 3/);
    const below = processesBelow(command.pid);
    expect(below).toHaveLength(2);
    process.kill(command.pid, 'SIGKILL');
    const alive = () => below.filter(isAlive);
    await expect.poll(alive, { interval: 20 }).toEqual([]);
    // They did not go on to their end.
    expect(existsSync(join(home, 'a.tsv'))).toBe(false);
  });
});
