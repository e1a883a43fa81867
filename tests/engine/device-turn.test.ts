import { fork } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { takeTurn } from '../../src-main/engine/provider/device-turn.ts';
import { root } from '../support/paths.ts';
import { temporaryFolder } from '../support/temporary-folder.ts';

it('jobs take turns on a device, and who waits is told for whom', async () => {
  const device = `test ${process.pid} ${Math.random()}`;
  const first = await takeTurn(device, () => expect.unreachable());
  const told: number[] = [];
  let got = false;
  const second = takeTurn(device, (pid) => told.push(pid)).then((turn) => {
    got = true;
    return turn;
  });
  await expect.poll(() => told).toEqual([process.ppid]);
  expect(got).toBe(false);
  const other = await takeTurn(`${device}, another`, () => expect.unreachable());
  first.end();
  (await second).end();
  other.end();
  (await takeTurn(device, () => expect.unreachable())).end();
  expect(told).toHaveLength(1);
});

it.each(['a name', 'a file'])(
  'a process that is killed gives up its turn, held by %s',
  async (kind) => {
    const device = `test of a kill ${process.pid} ${Math.random()}`;
    const address = kind === 'a file' ? join(temporaryFolder(), 'device') : undefined;
    const script = join(root, 'tests/support/take-device-turn.ts');
    const holder = fork(script, [device, ...(address === undefined ? [] : [address])]);
    await once(holder, 'message');
    const told: number[] = [];
    const turn = takeTurn(device, (pid) => told.push(pid), address);
    await expect.poll(() => told).toEqual([process.pid]);
    holder.kill('SIGKILL');
    (await turn).end();
  },
);

it('where no address can be had nobody waits', async () => {
  const address = join(temporaryFolder(), 'no', 'such', 'folder');
  const both = [0, 1].map(() => takeTurn('', () => expect.unreachable(), address));
  for (const turn of await Promise.all(both)) turn.end();
});
