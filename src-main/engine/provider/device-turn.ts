import { createHash } from 'node:crypto';
import { rmSync } from 'node:fs';
import { connect, createServer, type Server, type Socket } from 'node:net';
import { tmpdir, userInfo } from 'node:os';
import { join } from 'node:path';
import { systemCode } from '../../contract/index.ts';

/** A device that this process alone computes on, among those of its user. */
export interface DeviceTurn {
  end(): void;
}

/**
 * Waits until no other process of this user computes on the device of that name: two jobs at once take longer
 * than one after the other, and may not fit its memory. `onWait` is told once, with the process whose compute
 * process has it.
 *
 * Whoever has the device listens at an address that is made of its name, which the system gives back however
 * that process ends; others are connected until then. Where no such address can be had nobody waits.
 */
export async function takeTurn(
  device: string,
  onWait: (pid: number) => unknown,
  address = addressOf(device),
): Promise<DeviceTurn> {
  for (let isTold = false; ;) {
    const turn = await listen(address);
    if (turn !== 'taken') return turn;
    await untilFree(address, (pid) => {
      if (!isTold) onWait(pid);
      isTold = true;
    });
  }
}

/** Linux has names that no file stands for, Windows pipes; elsewhere it is a file, which a kill leaves behind. */
function addressOf(device: string): string {
  const { username } = userInfo();
  const key = createHash('sha256').update(`${username} ${device}`).digest('hex').slice(0, 24);
  if (process.platform === 'linux') return `\0megabase-device-${key}`;
  if (process.platform === 'win32') return `\\\\.\\pipe\\megabase-device-${key}`;
  return join(tmpdir(), `megabase-device-${key}`);
}

function listen(address: string): Promise<DeviceTurn | 'taken'> {
  const waiting = new Set<Socket>();
  const server: Server = createServer((socket) => {
    waiting.add(socket);
    // Who gives up waiting is no fault.
    socket.on('error', () => undefined).on('close', () => waiting.delete(socket));
    // Of this compute process's owner: that is what a person has started.
    socket.write(`${process.ppid}\n`);
  });
  // Nothing that the process would have to stay for.
  server.unref();
  return new Promise((resolve) => {
    server.once('error', (error) => {
      resolve(systemCode(error) === 'EADDRINUSE' ? 'taken' : { end: () => undefined });
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

/** Until who listens there lets go, or is found to be gone. */
function untilFree(address: string, onHolder: (pid: number) => void): Promise<void> {
  return new Promise((resolve) => {
    const socket = connect(address);
    socket.once('data', (text: Buffer) => onHolder(Number.parseInt(text.toString(), 10)));
    socket.on('error', (error) => {
      // A file that a killed process has left.
      const isLeft = systemCode(error) === 'ECONNREFUSED' && address.startsWith('/');
      if (isLeft) rmSync(address, { force: true });
    });
    socket.once('close', () => resolve());
  });
}
