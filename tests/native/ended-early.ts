/**
 * Ends JavaScript in the middle of chains, of which some compute and others wait: by an exit of this process, or a worker
 * of Node from outside. Exits with 1 where threads are left that compute, if the system tells of threads.
 */
import { existsSync, readdirSync } from 'node:fs';
import { once } from 'node:events';
import { isMainThread, parentPort, Worker } from 'node:worker_threads';
import { defined } from '../../src-main/contract/index.ts';
import { inParts, openLayer, step } from './open-layer.ts';

const [, , folder = '', way = ''] = process.argv;
const tasks = '/proc/self/task';
const threads = () => (existsSync(tasks) ? readdirSync(tasks).length : 0);

async function endWorker(): Promise<void> {
  const worker = new Worker(new URL(import.meta.url), { argv: [folder] });
  await once(worker, 'message');
  await worker.terminate();
}

/** Comes back when one chain is done. */
async function begin(): Promise<void> {
  const { network, layer, runners } = await openLayer(folder, 'caduceus', 3);
  const scan = defined(layer.streamed[0]);
  const [runner] = await runners(scan);
  const chains = [{ blocks: [20_000], first: true }];
  const given = { ...inParts(network, step(network, scan, 1, 20_000)), chains, threads: 1 };
  const calls = Array.from({ length: 12 }, () =>
    runner.runChains({ ...given, into: new Float32Array(given.into.length) }),
  );
  await calls[0];
}

if (!isMainThread) {
  await begin();
  parentPort?.postMessage('begun');
} else if (way === 'exit') {
  await begin();
  const before = threads();
  process.once('exit', () => {
    if (before > 0 && threads() >= before) process.exitCode = 1;
  });
  process.exit();
} else {
  await endWorker();
  const before = threads();
  await endWorker();
  process.exitCode = threads() > before ? 1 : 0;
}
