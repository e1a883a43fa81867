import { build } from 'vite';
import { basename, join } from 'node:path';
import { root } from './paths.ts';

/**
 * A script of the tests with all that it imports, but for native packages, as a file in a folder of
 * `out`: an emulated Node takes half a minute to strip the types.
 */
export async function bundle(script: string): Promise<string> {
  const name = basename(script, '.ts');
  // Two folders down, as every bundle: from there the program finds its own folder.
  const outDir = join(root, 'out', `test-${name}`);
  await build({
    ...{ root, configFile: false, publicDir: false, logLevel: 'error' },
    ssr: { noExternal: true, external: ['onnxruntime-node', 'better-sqlite3'] },
    build: {
      ...{ ssr: script, outDir, emptyOutDir: true, minify: false, target: 'node22' },
      rolldownOptions: { output: { entryFileNames: '[name].mjs' } },
    },
  });
  return join(outDir, `${name}.mjs`);
}
