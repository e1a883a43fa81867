/**
 * `take-device-turn.ts DEVICE [ADDRESS [GATE]]`: takes its turn on a device, says so, and keeps it. With a gate it
 * stops once it has asked who is there, until there is a file of that name.
 */
import { existsSync } from 'node:fs';
import { Socket } from 'node:net';
import { takeLock } from '../../src-main/cache/index.ts';
import { takeTurn } from '../../src-main/engine/provider/device-turn.ts';

const [device = '', address, gate] = process.argv.slice(2);
if (gate !== undefined) {
  // The system has its answer by then, and the program has not.
  const own = Object.getOwnPropertyDescriptor(Socket.prototype, 'connect')!;
  const connect = own.value as (...asked: unknown[]) => Socket;
  Socket.prototype.connect = function (this: Socket, ...asked: unknown[]) {
    Reflect.apply(connect, this, asked);
    Object.defineProperty(Socket.prototype, 'connect', own);
    process.send?.('stalled');
    const pause = new Int32Array(new SharedArrayBuffer(4));
    while (!existsSync(gate)) Atomics.wait(pause, 0, 0, 5);
    return this;
  };
}
await takeTurn(device, () => undefined, { address, lock: takeLock });
process.send?.('taken');
setInterval(() => undefined, 1000);
