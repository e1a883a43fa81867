import { mkdirSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { megabase, predictArgs, startMegabase, type RunningCommand } from '../support/cli.ts';
import { expectFailure, expectSuccess } from '../support/cli-answers.ts';
import { computeProcessOf, isAlive, sweepsKept } from '../support/cli-processes.ts';
import { canFindProcesses } from '../support/compute-processes.ts';
import { temporaryFolder } from '../support/temporary-folder.ts';

// Caduceus takes some 25 s for all of chrT2.
const args = (out: string) => predictArgs('caduceus-tutorial', 'chrT2', out);
const cancelled = { exit: 130, code: 'cancelled', message: /cancelled/ } as const;

/** Starts a pass in a folder of its own and waits until it computes. */
async function computing(...more: string[]): Promise<{ command: RunningCommand; home: string }> {
  const home = temporaryFolder();
  mkdirSync(join(home, 'tmp'));
  const command = startMegabase([...args(join(home, 'a.safetensors')), ...more], {
    home,
    env: { TMPDIR: join(home, 'tmp') },
  });
  await command.says(/layer 1 of 3/);
  return { command, home };
}

it('SIGTERM ends a command as Ctrl-C does', async () => {
  const { command, home } = await computing();
  process.kill(command.pid, 'SIGTERM');
  expectFailure(await command.result, cancelled);
  // Of the output that had begun nothing is left.
  expect(readdirSync(home).sort()).toEqual(['cache', 'tmp']);
});

it('a command that keeps nothing takes its temporary folder along when it is stopped', async () => {
  const { command, home } = await computing('--no-cache');
  expect(readdirSync(join(home, 'tmp'))).not.toEqual([]);
  process.kill(command.pid, 'SIGINT');
  expectFailure(await command.result, cancelled);
  expect(readdirSync(home)).toEqual(['tmp']);
  expect(readdirSync(join(home, 'tmp'))).toEqual([]);
});

it('a stopped pass is counted in the cache and can be given up', async () => {
  const { command, home } = await computing();
  await sweepsKept(command, join(home, 'cache'), 1);
  process.kill(command.pid, 'SIGINT');
  expectFailure(await command.result, cancelled);
  const info = async () => expectSuccess(await megabase(['cache', 'info'], { home })).stdout;
  expect(await info()).toMatch(/^stopped passes +1, [\d.]+ MB$/m);
  expectSuccess(await megabase(['cache', 'prune', '--all'], { home }));
  expect(await info()).toMatch(/^stopped passes +0, 0 bytes$/m);
});

it('models verify is stopped as well', async () => {
  const home = temporaryFolder();
  const verify = ['models', 'verify', 'caduceus-tutorial', '--provider', 'cpu', '--chunk', '64'];
  const command = startMegabase(verify, { home });
  await command.says(/layer 1 of 3/);
  process.kill(command.pid, 'SIGINT');
  expectFailure(await command.result, cancelled);
});

describe.skipIf(!canFindProcesses)('the compute process', () => {
  it('does not outlive a command that was killed, even while it computes', async () => {
    const { command, home } = await computing();
    const cache = join(home, 'cache');
    await sweepsKept(command, cache, 1);
    const compute = computeProcessOf(command.pid);
    process.kill(command.pid, 'SIGKILL');
    await command.result;
    await expect.poll(() => isAlive(compute), { interval: 20 }).toBe(false);
    // A pass that has come to its end takes these along.
    expect(readdirSync(join(cache, 'passes'))).toContainEqual(
      expect.stringMatching(/^[0-9a-f]{64}$/),
    );
  });

  it('is not started anew where no checkpoints are kept: the command says that it was killed', async () => {
    const { command, home } = await computing('--no-cache');
    process.kill(computeProcessOf(command.pid), 'SIGKILL');
    const message =
      /^The compute process was killed by the system \(SIGKILL\), most often because memory ran out\. Nothing of this pass is kept\.$/;
    expectFailure(await command.result, { exit: 75, code: 'compute-died', message });
    expect(readdirSync(home)).toEqual(['tmp']);
    expect(readdirSync(join(home, 'tmp'))).toEqual([]);
  });
});
