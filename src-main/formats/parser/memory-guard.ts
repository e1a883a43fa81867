import { Worker } from 'node:worker_threads';

/** How often memory is looked at. A parser that runs wild takes less than 2 GB a second. */
const everyMs = 50;

/**
 * Ends this process once it holds more than `bytes` of memory. V8's own limit counts its objects, not
 * the buffers that they hold. A thread of its own looks, since a parser that grows does not come back to the event loop.
 */
export function guardMemory(bytes: number): void {
  const source = `
    const { writeSync } = require('node:fs');
    setInterval(() => {
      if (process.memoryUsage.rss() <= ${bytes}) return;
      try { writeSync(2, 'out of memory: more than ${bytes} bytes\\n'); } catch {}
      process.kill(process.pid, 'SIGKILL');
    }, ${everyMs});`;
  new Worker(source, { eval: true }).unref();
}
