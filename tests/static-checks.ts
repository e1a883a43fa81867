/** `npm run check`: what reads the sources only, two at a time; prints what each has said. */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';

const root = join(import.meta.dirname, '..');
const cache = join(root, 'node_modules/.cache/checks');
mkdirSync(cache, { recursive: true });

/** The longest first. What tsc and prettier have found is kept for the next time, by content. */
const checks: readonly (readonly [name: string, bin: string, ...args: string[]])[] = [
  ['eslint', 'bin/eslint.js', '.'],
  ['svelte-check', 'bin/svelte-check', '--tsconfig', 'src-renderer/tsconfig.json'],
  [
    ...(['typescript', 'bin/tsc', '--noEmit', '--incremental'] as const),
    ...['--tsBuildInfoFile', join(cache, 'tsc.tsbuildinfo')],
  ],
  [
    ...(['prettier', 'bin/prettier.cjs', '--check', '.', '--cache'] as const),
    ...['--cache-strategy', 'content', '--cache-location', join(cache, 'prettier')],
  ],
  ['knip', 'bin/knip.js'],
];

const waiting = [...checks];
await Promise.all([lane(), lane()]);

async function lane(): Promise<void> {
  for (let next = waiting.shift(); next; next = waiting.shift()) {
    const [name, bin, ...args] = next;
    const began = performance.now();
    const program = join(root, 'node_modules', name, bin);
    const child = spawn(process.execPath, [program, ...args], {
      cwd: root,
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    let said = '';
    for (const stream of [child.stdout, child.stderr]) {
      stream.setEncoding('utf8').on('data', (text: string) => (said += text));
    }
    const [code] = (await once(child, 'close')) as [number | null];
    const seconds = Math.round((performance.now() - began) / 1000);
    const verdict = code === 0 ? 'passed' : 'FAILED';
    process.stdout.write(`${said.trimEnd()}\n${name} ${verdict} in ${seconds} s\n`);
    if (code !== 0) process.exitCode = 1;
  }
}
