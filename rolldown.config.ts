import { resolve } from 'node:path';
import { defineConfig } from 'rolldown';
import { wasmPlugin } from './resources/build-wasm/wasm-plugin.ts';

const source = (path: string) => resolve(import.meta.dirname, 'src-main', path);

/** The command as plain JavaScript: `out/command`, with all packages but those with native code. */
export default defineConfig({
  platform: 'node',
  input: {
    megabase: source('cli/megabase.mjs'),
    // Programs of their own.
    'compute-process': source('engine/process/compute-process.ts'),
    'parser-process': source('formats/parser/parser-process.ts'),
  },
  plugins: [wasmPlugin()],
  external: ['onnxruntime-node', 'better-sqlite3'],
  output: {
    // Two folders down, as every bundle: from there the program finds its own folder.
    dir: resolve(import.meta.dirname, 'out/command'),
    cleanDir: true,
    entryFileNames: '[name].js',
    chunkFileNames: '[name].js',
    minify: false,
  },
});
