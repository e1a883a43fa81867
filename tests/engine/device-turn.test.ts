import { fork } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { join } from 'node:path';
import { expect, it, onTestFinished } from 'vitest';
import { takeLock } from '../../src-main/cache/index.ts';
import { takeTurn } from '../../src-main/engine/provider/device-turn.ts';
import { isOwnListener } from '../../src-main/engine/provider/own-listener.ts';
import { deviceName } from '../../src-main/engine/provider/own-turns.ts';
import { root } from '../support/paths.ts';
import { temporaryFolder } from '../support/temporary-folder.ts';

const script = join(root, 'tests/support/take-device-turn.ts');

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
    const holder = fork(script, [device, ...(address === undefined ? [] : [address])]);
    await once(holder, 'message');
    const told: number[] = [];
    const turn = takeTurn(device, (pid) => told.push(pid), { address });
    await expect.poll(() => told).toEqual([process.pid]);
    holder.kill('SIGKILL');
    (await turn).end();
  },
);

it('of two that find what a killed process has left one has the turn, however slow the other is', async () => {
  const address = join(temporaryFolder(), 'device');
  const gate = `${address}.open`;
  const killed = fork(script, ['', address]);
  await once(killed, 'message');
  killed.kill('SIGKILL');
  await once(killed, 'exit');
  expect(existsSync(address)).toBe(true);

  // 1. One has asked who is there, and sleeps over the answer that nobody is.
  const slow = fork(script, ['', address, gate]);
  onTestFinished(() => void slow.kill('SIGKILL'));
  expect(await once(slow, 'message')).toContain('stalled');
  // 2. Another comes: it gets the turn, or waits until the slow one is through.
  const told: number[] = [];
  let has = false;
  const waits = Promise.withResolvers<undefined>();
  const lock: typeof takeLock = (path) => {
    const held = takeLock(path);
    if (held === undefined) waits.resolve(undefined);
    return held;
  };
  const quick = takeTurn('', (pid) => told.push(pid), { address, lock }).then((turn) => {
    has = true;
    return turn;
  });
  await Promise.race([quick, waits.promise]);
  // 3. The slow one goes on.
  writeFileSync(gate, '');
  expect(await once(slow, 'message')).toContain('taken');
  expect(has).toBe(false);
  await expect.poll(() => told).toEqual([process.pid]);
  slow.kill('SIGKILL');
  (await quick).end();
  expect(existsSync(address)).toBe(false);
});

it('nobody waits for one that sleeps while it takes its turn', async () => {
  const settings = { address: join(temporaryFolder(), 'device'), lock: () => undefined };
  (await takeTurn('', () => expect.unreachable(), { ...settings, patience: 20 })).end();
});

it('where no address can be had nobody waits', async () => {
  const address = join(temporaryFolder(), 'no', 'such', 'folder');
  const both = [0, 1].map(() => takeTurn('', () => expect.unreachable(), { address }));
  for (const turn of await Promise.all(both)) turn.end();
});

it('nobody waits for whoever does not say who it is, or is another user', async () => {
  const address = join(temporaryFolder(), 'device');
  let says = '';
  const squat = createServer((socket) => socket.on('error', () => undefined).write(says || ' '));
  squat.listen(address);
  await once(squat, 'listening');
  const settings = { address, isOwn: (_: string, pid: number) => pid === process.pid };
  says = '1 1\n';
  (await takeTurn('', () => expect.unreachable(), settings)).end();
  says = 'HTTP/1.1 400';
  (await takeTurn('', () => expect.unreachable(), settings)).end();
  squat.removeAllListeners('connection');
  (await takeTurn('', () => expect.unreachable(), { ...settings, patience: 20 })).end();
  squat.on('connection', (socket) => socket.destroy());
  (await takeTurn('', () => expect.unreachable(), settings)).end();
  squat.close();
});

it.runIf(process.platform === 'linux')('the system tells whose a name is', async () => {
  const address = `\0megabase-test-${process.pid}-${Math.random()}`;
  expect(isOwnListener(address, process.pid)).toBe(false);
  const server = createServer().listen(address);
  await once(server, 'listening');
  expect(isOwnListener(address, process.pid)).toBe(true);
  expect(isOwnListener(address, process.ppid)).toBe(false);
  expect(isOwnListener(address, NaN)).toBe(false);
  server.close();
});

it('cards that a scheduler has granted are told apart, though each job counts them from 0', () => {
  const name = (env: NodeJS.ProcessEnv) => deviceName('cuda', env);
  expect(name({})).toBe(name({ CUDA_VISIBLE_DEVICES: '0,1' }));
  const jobs = ['4', '5'].map((SLURM_JOB_GPUS) =>
    name({ SLURM_JOB_GPUS, CUDA_VISIBLE_DEVICES: '0' }),
  );
  expect(new Set([...jobs, name({ CUDA_VISIBLE_DEVICES: '1' })]).size).toBe(3);
});
