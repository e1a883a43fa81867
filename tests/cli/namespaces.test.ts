import { spawnSync } from 'node:child_process';
import { mkdirSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import {
  commandFile,
  megabase,
  predictArgs,
  startMegabase,
  type RunningCommand,
} from '../support/cli.ts';
import { expectSuccess, predictSummary } from '../support/cli-answers.ts';
import { dataLines } from '../support/cli-files.ts';
import { sweepsKept } from '../support/cli-processes.ts';
import { sharedFolder, temporaryFolder } from '../support/temporary-folder.ts';

/** Runs a command as the first process of a namespace of pids, as containers and jobs have them. */
const apart = ['unshare', '--pid', '--fork', '--kill-child', '--mount-proc'] as const;
const canUnshare =
  process.platform === 'linux' && spawnSync(apart[0], [...apart.slice(1), 'true']).status === 0;
const own = [...apart, process.execPath, commandFile] as const;

// So long that whoever looks every 20 ms sees it in the middle, on a machine that stands still now and then.
const region = 'chrT1:1-160,000';
const settings = ['--flank', '0', '--json', '--threads', '1', '--chunk', '4096'];

type Program = readonly [string, ...string[]];

function start(home: string, name: string, program?: Program): RunningCommand {
  const args = predictArgs('hawk-tutorial', region, join(home, `${name}.bedgraph`), ...settings);
  return startMegabase(args, { home, ...(program && { program }) });
}

/**
 * To all processes of a command, those in its namespace included: its node stands still, or fails. They are
 * one group, which hears of it at once: one by one, the pass could be over before the last of them does.
 */
function signal(command: RunningCommand, name: 'SIGSTOP' | 'SIGCONT' | 'SIGKILL'): void {
  process.kill(-command.pid, name);
}

const home = sharedFolder();

const right = once(async () => {
  const out = join(home, 'right.bedgraph');
  const args = predictArgs('hawk-tutorial', region, out, ...settings, '--no-cache');
  predictSummary(await megabase(args, { home }));
  return dataLines(out);
});

function once<T>(make: () => Promise<T>): () => Promise<T> {
  let made: Promise<T> | undefined;
  return () => (made ??= make());
}

/** What passes have that nobody has let go of. */
const held = (home: string) =>
  readdirSync(join(home, 'cache/passes')).filter((name) => /^[0-9a-f]{64}/.test(name));

describe.skipIf(!canUnshare)('in pid namespaces of their own on one cache', () => {
  it.each([
    ['apart', 'here', own, undefined],
    ['here', 'apart', undefined, own],
    ['apart', 'apart', own, own],
  ])(
    '%s, then %s: neither takes the pass of the other over, and both are right',
    async (_a, _b, first, second) => {
      const home = temporaryFolder();
      const one = start(home, '1', first);
      await sweepsKept(one, join(home, 'cache'), 1);
      signal(one, 'SIGSTOP');
      const before = held(home);
      const state = () =>
        readFileSync(join(home, 'cache/passes', before[0]!, 'state.json'), 'utf8');
      const stopped = state();
      const two = await start(home, '2', second).result;
      expect(predictSummary(two).predictions[0]).toMatchObject({ fromCache: false });
      expect(two.stderr).not.toMatch(/resuming|left alone/);
      expect(held(home)).toEqual(before);
      expect(state()).toBe(stopped);
      signal(one, 'SIGCONT');
      predictSummary(await one.result);
      for (const name of ['1', '2']) {
        expect(dataLines(join(home, `${name}.bedgraph`))).toEqual(await right());
      }
      expect(held(home)).toEqual([]);
      const { stdout } = await megabase(['cache', 'info', '--json'], { home });
      expect(JSON.parse(stdout)).toMatchObject({ predictions: { runs: 1 }, notes: [] });
    },
  );

  it.each([
    ['here', 'apart', undefined, own],
    ['apart', 'here', own, undefined],
    ['apart', 'apart', own, own],
  ])(
    'what one %s was killed in the middle of, the next %s goes on with',
    async (_a, _b, first, next) => {
      const home = temporaryFolder();
      const one = start(home, '1', first);
      await sweepsKept(one, join(home, 'cache'), 2);
      signal(one, 'SIGSTOP');
      // No prune takes what lives.
      const program = next ?? own;
      const prune = startMegabase(['cache', 'prune', '--all'], { home, program });
      expectSuccess(await prune.result);
      expect(held(home).length).toBeGreaterThan(0);
      signal(one, 'SIGKILL');
      await one.result;
      const two = await start(home, '2', next).result;
      predictSummary(two);
      expect(two.stderr).toMatch(/resuming after/);
      expect(dataLines(join(home, '2.bedgraph'))).toEqual(await right());
      expect(held(home)).toEqual([]);
    },
  );

  it('scratch of one that runs stays, and that of one that was killed goes', async () => {
    const home = temporaryFolder();
    const env = { TMPDIR: join(home, 'tmp') };
    mkdirSync(env.TMPDIR);
    const run = (name: string, program?: Program) => {
      const args = predictArgs('hawk-tutorial', region, join(home, `${name}.bedgraph`));
      const more = [...settings, '--no-cache'];
      return startMegabase([...args, ...more], { home, env, ...(program && { program }) });
    };
    const one = run('a', own);
    await one.says(/layer 1 of/);
    signal(one, 'SIGSTOP');
    const [scratch] = readdirSync(env.TMPDIR);
    expectSuccess(await run('b').result);
    expect(readdirSync(env.TMPDIR)).toEqual([scratch]);
    signal(one, 'SIGKILL');
    await one.result;
    expectSuccess(await run('c').result);
    expect(readdirSync(env.TMPDIR)).toEqual([]);
    expect(dataLines(join(home, 'c.bedgraph'))).toEqual(await right());
  });
});
