import { closeSync, constants, fstatSync, openSync } from 'node:fs';
import { open } from 'node:fs/promises';
import { Socket } from 'node:net';
import type { Writable } from 'node:stream';
import { setTimeout as sleep } from 'node:timers/promises';
import { systemCode } from '../../contract/index.ts';

/** Writes bytes in their order to what cannot be replaced or sought in. */
export interface StreamWriter {
  write(bytes: Uint8Array): Promise<void>;
  /** Whoever reads it hears that it is over, but for standard output and error, which stay open. */
  close(): Promise<void>;
  /** The same at once, with what it has not taken yet. */
  drop(): void;
}

/** How often a named pipe is asked for whether somebody reads it. */
const askMs = 50;

/**
 * Opens a pipe, a device or an open descriptor for writing. A named pipe that nobody reads yet is
 * waited for. Errors: the system's.
 */
export async function openStream(
  path: string,
  descriptor: number | undefined,
): Promise<StreamWriter> {
  if (descriptor === 1 || descriptor === 2) {
    const stream = descriptor === 1 ? process.stdout : process.stderr;
    return {
      write: (bytes) => writeTo(stream, bytes),
      close: () => Promise.resolve(),
      drop: () => undefined,
    };
  }
  if (descriptor !== undefined) {
    const found = fstatSync(descriptor);
    if (found.isFIFO() || found.isSocket()) return socketWriter(descriptor);
  }
  const pipe = descriptor === undefined ? await openPipe(path) : undefined;
  if (pipe !== undefined) return socketWriter(pipe);
  const handle = await open(path, constants.O_WRONLY);
  return {
    async write(bytes) {
      for (let done = 0; done < bytes.length;) {
        done += (await handle.write(bytes, done, bytes.length - done, null)).bytesWritten;
      }
    },
    close: () => handle.close(),
    drop: () => void handle.close().catch(() => undefined),
  };
}

/**
 * Undefined for a device. Opening a pipe waits for its reader, on a thread that nothing can stop and
 * that keeps the program from ending; without waiting it fails until there is one (ENXIO).
 */
async function openPipe(path: string): Promise<number | undefined> {
  for (;;) {
    try {
      const descriptor = openSync(path, constants.O_WRONLY | constants.O_NONBLOCK);
      const found = fstatSync(descriptor);
      if (found.isFIFO() || found.isSocket()) return descriptor;
      closeSync(descriptor);
      return undefined;
    } catch (error) {
      if (systemCode(error) !== 'ENXIO') throw error;
    }
    await sleep(askMs);
  }
}

function socketWriter(fd: number): StreamWriter {
  const socket = new Socket({ fd, readable: false, writable: true });
  // What fails is told to whoever writes.
  socket.on('error', () => undefined);
  return {
    write: (bytes) => writeTo(socket, bytes),
    close: () =>
      new Promise((resolve) => {
        // One that failed is closed already, and says so no more.
        if (socket.destroyed) return resolve();
        socket.once('close', () => resolve());
        socket.end(() => socket.destroy());
      }),
    drop: () => void socket.destroy(),
  };
}

function writeTo(stream: Writable, bytes: Uint8Array): Promise<void> {
  return new Promise((resolve, reject) => {
    stream.write(bytes, (error) => (error ? reject(error) : resolve()));
  });
}
