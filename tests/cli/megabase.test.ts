import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, describe, expect, it } from 'vitest';
import { megabase, predictArgs, startMegabase, type CommandResult } from '../support/cli.ts';
import { promoterAccuracy } from '../support/cli-accuracy.ts';
import { expectFailure, expectSuccess } from '../support/cli-answers.ts';
import { computeProcessOf, isAlive, sweepsKept } from '../support/cli-processes.ts';
import { canFindProcesses } from '../support/compute-processes.ts';
import { sharedFolder, temporaryFolder } from '../support/temporary-folder.ts';

const shared = sharedFolder();
const minutes = 60_000;

function predict(home: string, out: string, region: string): string[] {
  const cache = ['--cache', join(home, 'cache')];
  const settings = ['--tracks', 'expression', '--flank', '0'];
  return predictArgs('hawk-tutorial', region, out, ...settings, ...cache);
}

it('tells active promoters from inactive ones over a megabase', async () => {
  const out = join(shared, 'megabase.bw');
  const home = join(shared, 'home');
  expectSuccess(await megabase(predict(home, out, 'chrT1'), { home }));
  const { auroc, active, inactive } = await promoterAccuracy(out, 'chrT1');
  expect(active).toBeGreaterThan(40);
  expect(inactive).toBeGreaterThan(40);
  expect(auroc).toBeGreaterThanOrEqual(0.98);
});

// The Hawk that ships has 4 layers of 2 directional scans, so a pass has 8 checkpoints; each takes
// long enough to be caught between two of them.
const long = 'chrT1:1-160,000';
const undisturbed = join(shared, 'undisturbed.bw');

describe.skipIf(!canFindProcesses)('in the middle of a pass', { timeout: 10 * minutes }, () => {
  beforeAll(async () => {
    const home = join(shared, 'home');
    expectSuccess(await megabase(predict(home, undisturbed, long), { home }));
  });

  it('Ctrl-C ends the command in an orderly way, and the same command goes on', async () => {
    const home = temporaryFolder();
    const out = join(home, 'a.bw');
    const stopped = startMegabase(predict(home, out, long), { home });
    await sweepsKept(stopped, join(home, 'cache'), 2);
    const compute = computeProcessOf(stopped.pid);
    // A terminal tells the whole group.
    process.kill(-stopped.pid, 'SIGINT');
    // Where that took more than two seconds it would say `Stopped.` and end by itself.
    const result = await stopped.result;
    expectFailure(result, { exit: 130, code: 'cancelled', message: /^The pass was cancelled\.$/ });
    expect(result.stderr).not.toContain('SIGINT');
    expect(isAlive(compute)).toBe(false);
    expect(readdirSync(home)).toEqual(['cache']);

    await expectToGoOn(home, out);
  });

  it('a killed compute process costs a note, and the result is the right one', async () => {
    const home = temporaryFolder();
    const out = join(home, 'a.bw');
    const command = startMegabase(predict(home, out, long), { home });
    await sweepsKept(command, join(home, 'cache'), 2);
    process.kill(computeProcessOf(command.pid), 'SIGKILL');
    const { stderr } = expectSuccess(await command.result);
    expect(stderr).toMatch(
      /^note: The compute process was killed by the system .*; continuing from the last checkpoint\.$/m,
    );
    expect(stderr).toMatch(/^note: resuming after \d scans$/m);
    expect(readFileSync(out)).toEqual(readFileSync(undisturbed));
  });

  it('a killed command takes its compute process along, and the same command goes on', async () => {
    const home = temporaryFolder();
    const out = join(home, 'a.bw');
    const killed = startMegabase(predict(home, out, long), { home });
    await sweepsKept(killed, join(home, 'cache'), 2);
    const compute = computeProcessOf(killed.pid);
    expect(isAlive(compute)).toBe(true);
    process.kill(killed.pid, 'SIGKILL');
    // It computes all the time, and looks up between two chunks. That it did not go on to its end
    // is seen by what the next command finds.
    await expect.poll(() => isAlive(compute), { interval: 20 }).toBe(false);
    expect((await killed.result).code).toBeNull();
    expect(existsSync(out)).toBe(false);

    await expectToGoOn(home, out);
  });
});

/** Runs the command again and asserts that it went on and gave what an undisturbed one gives. */
async function expectToGoOn(home: string, out: string): Promise<void> {
  const result: CommandResult = await megabase(predict(home, out, long), { home });
  const { stderr } = expectSuccess(result);
  expect(stderr).toMatch(/^note: resuming after [2-7] scans$/m);
  expect(readFileSync(out)).toEqual(readFileSync(undisturbed));
  expect(readdirSync(home).sort()).toEqual(['a.bw', 'cache']);
  // Nothing of the pass is left.
  expect(readdirSync(join(home, 'cache/passes'))).not.toContainEqual(
    expect.stringMatching(/^[0-9a-f]{64}/),
  );
}
