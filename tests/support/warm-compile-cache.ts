import { fork } from 'node:child_process';
import { once } from 'node:events';

const script = new URL('../../src-main/engine/process/compute-process.ts', import.meta.url);

/**
 * Has a compute process end in peace once, while the first tests run: Node keeps what it compiled
 * (`NODE_COMPILE_CACHE`) only then, and those of the tests are killed. Every later start takes 0.8
 * in place of 1.4 s of a core.
 */
export default function warmCompileCache(): () => Promise<void> {
  const child = fork(script, {
    serialization: 'advanced',
    stdio: ['ignore', 'ignore', 'inherit', 'ipc'],
  });
  const ended = once(child, 'exit') as Promise<[number | null]>;
  child.once('message', () => child.disconnect());
  child.send({ kind: 'probe', provider: 'cpu' });
  return async () => {
    const [code] = await ended;
    if (code !== 0) throw new Error(`The compute process ended with ${code}, not in peace.`);
  };
}
