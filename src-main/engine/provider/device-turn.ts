import { createHash } from 'node:crypto';
import { rmSync } from 'node:fs';
import { connect, createServer, type Server, type Socket } from 'node:net';
import { tmpdir, userInfo } from 'node:os';
import { join } from 'node:path';
import { systemCode } from '../../contract/index.ts';
import { brieflyLocked, type TryLock } from './briefly-locked.ts';
import { isOwnListener } from './own-listener.ts';

/** A device that this process alone computes on, among those of its user. */
export interface DeviceTurn {
  end(): void;
}

/** How whoever waits is told, and who is waited for. */
interface TurnSettings {
  readonly address?: string | undefined;
  /** Milliseconds that whoever has the device may take to say who it is. */
  readonly patience?: number | undefined;
  readonly isOwn?: typeof isOwnListener | undefined;
  readonly lock?: TryLock | undefined;
}

/** A holder whose threads are busy answers late; one that has stopped, or is no Megabase, never. */
const usualPatience = 10_000;

/** Rounds without a word from who has the device: it lets go just then, or does nothing but hang up. */
const mostUnheard = 10;

/**
 * Waits until no other process of this user computes on the device of that name: two jobs at once take longer
 * than one after the other, and may not fit its memory. `onWait` is told once, with the process whose compute
 * process has it.
 *
 * Whoever has the device listens at an address that is made of its name, which the system gives back however
 * that process ends; others are connected until then. Where no such address can be had, and for whoever is not of this
 * user or does not say who it is, nobody waits.
 */
export async function takeTurn(
  device: string,
  onWait: (pid: number) => unknown,
  {
    address = addressOf(device),
    patience = usualPatience,
    isOwn = isOwnListener,
    lock,
  }: TurnSettings = {},
): Promise<DeviceTurn> {
  let isTold = false;
  let unheard = 0;
  while (unheard < mostUnheard) {
    const turn = await claim(address, { patience, lock });
    if (turn !== 'taken') return turn;
    const end = await untilFree(address, patience, ({ owner, compute }) => {
      if (!isOwn(address, compute)) return false;
      if (!isTold) onWait(owner);
      isTold = true;
      return true;
    });
    if (end === 'not ours') return noTurn;
    if (end === 'unheard') unheard += 1;
  }
  return noTurn;
}

const noTurn: DeviceTurn = { end: () => undefined };

/** Linux has names that no file stands for, Windows pipes; elsewhere it is a file, which a kill leaves behind. */
function addressOf(device: string): string {
  // In a container a user may have a number and no name.
  const user = process.getuid?.() ?? userInfo().username;
  const key = createHash('sha256').update(`${user} ${device}`).digest('hex').slice(0, 24);
  if (process.platform === 'linux') return `\0megabase-device-${key}`;
  if (process.platform === 'win32') return `\\\\.\\pipe\\megabase-device-${key}`;
  return join(tmpdir(), `megabase-device-${key}`);
}

/**
 * Listens at an address, if nobody does. The file that a killed process has left is removed first: under a lock, or one
 * that had found it so would remove what another has made in its place meanwhile, and both would have the turn.
 */
async function claim(
  address: string,
  locking: { readonly patience: number; readonly lock?: TryLock | undefined },
): Promise<DeviceTurn | 'taken'> {
  if (!address.startsWith('/')) return listen(address);
  const action = async () => {
    const turn = await listen(address);
    if (turn !== 'taken' || (await answers(address))) return turn;
    rmSync(address, { force: true });
    return listen(address);
  };
  try {
    return (await brieflyLocked(`${address}.lock`, action, locking)) ?? noTurn;
  } catch {
    return noTurn;
  }
}

/** False where nobody listens behind a socket's file. */
function answers(address: string): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connect(address);
    socket.once('connect', () => {
      resolve(true);
      socket.destroy();
    });
    socket.once('error', (error) => resolve(!gone.includes(systemCode(error) ?? '')));
  });
}

function listen(address: string): Promise<DeviceTurn | 'taken'> {
  const waiting = new Set<Socket>();
  const server: Server = createServer((socket) => {
    waiting.add(socket);
    // Who gives up waiting is no fault.
    socket.on('error', () => undefined).on('close', () => waiting.delete(socket));
    // This compute process's owner is what a person has started.
    socket.write(`${process.ppid} ${process.pid}\n`);
  });
  // Nothing that the process would have to stay for.
  server.unref();
  return new Promise((resolve) => {
    server.once('error', (error) => {
      resolve(systemCode(error) === 'EADDRINUSE' ? 'taken' : noTurn);
    });
    server.listen(address, () =>
      resolve({
        end() {
          server.close();
          for (const socket of waiting) socket.destroy();
        },
      }),
    );
  });
}

/** Processes of whoever has a device. */
interface Holder {
  readonly owner: number;
  readonly compute: number;
}

/** Between asking and connecting the holder may have let go. */
const gone = ['ECONNREFUSED', 'ECONNRESET', 'ENOENT', 'EPIPE'];

/**
 * Until who listens there lets go; or is found to be gone, without a word; or to be none that is waited for.
 */
function untilFree(
  address: string,
  patience: number,
  isAwaited: (holder: Holder) => boolean,
): Promise<'free' | 'unheard' | 'not ours'> {
  return new Promise((resolve) => {
    const socket = connect(address);
    let isHeard = false;
    const leave = () => {
      resolve('not ours');
      socket.destroy();
    };
    const silent = setTimeout(leave, patience);
    socket.once('data', (text: Buffer) => {
      clearTimeout(silent);
      isHeard = true;
      const [owner = NaN, compute = NaN] = text.toString().split(' ').map(Number);
      if (!isAwaited({ owner, compute })) leave();
    });
    socket.on('error', (error) => {
      if (!gone.includes(systemCode(error) ?? '')) leave();
    });
    socket.once('close', () => {
      clearTimeout(silent);
      resolve(isHeard ? 'free' : 'unheard');
    });
  });
}
