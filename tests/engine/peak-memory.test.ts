import { fork } from 'node:child_process';
import { once } from 'node:events';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { root } from '../support/paths.ts';
import { temporaryFolder } from '../support/temporary-folder.ts';

it('a process tells its own peak, not that of the one which started it', async () => {
  const script = join(temporaryFolder(), 'peak.mjs');
  const source = join(root, 'src-main/engine/memory/peak-memory.ts');
  writeFileSync(
    script,
    `import { peakMemory } from ${JSON.stringify(source)};
const before = peakMemory();
const held = new Uint8Array(100e6).fill(1);
process.send([before, peakMemory(), held[0]]);
process.disconnect();`,
  );
  // This process is the larger one.
  const ballast = new Uint8Array(400e6).fill(1);
  const child = fork(script, { stdio: ['ignore', 'ignore', 'inherit', 'ipc'] });
  const [[before, after]] = (await once(child, 'message')) as [[number, number]];
  expect(ballast[0]).toBe(1);
  expect(before).toBeLessThan(150e6);
  expect(after - before).toBeGreaterThan(90e6);
  expect(after - before).toBeLessThan(120e6);
});
