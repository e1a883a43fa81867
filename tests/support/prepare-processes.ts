import { fork } from 'node:child_process';
import { once } from 'node:events';
import { defined } from '../../src-main/contract/index.ts';
import { replyPipe } from '../../src-main/engine/process/reply-frames.ts';
import { bundledProgram, bundlePrograms } from './bundle-programs.ts';

/**
 * Bundles the programs that tests start, and has a compute process end in peace once, while the first tests
 * run: what Node compiles (`NODE_COMPILE_CACHE`) is there for every later start.
 */
export default async function prepareProcesses(): Promise<() => Promise<void>> {
  await bundlePrograms();
  const child = fork(defined(bundledProgram('compute-process')), {
    serialization: 'advanced',
    stdio: ['ignore', 'ignore', 'inherit', 'ipc', 'pipe'],
  });
  const ended = once(child, 'exit') as Promise<[number | null]>;
  child.stdio[replyPipe]?.once('data', () => child.disconnect());
  child.send({ kind: 'probe', provider: 'cpu' });
  return async () => {
    const [code] = await ended;
    if (code !== 0) throw new Error(`The compute process ended with ${code}, not in peace.`);
  };
}
