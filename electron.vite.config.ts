import { resolve } from 'node:path';
import { svelte } from '@sveltejs/vite-plugin-svelte';
import { defineConfig } from 'electron-vite';
import { wasmPlugin } from './resources/build-wasm/wasm-plugin.ts';
import { guidePlugin } from './resources/build-guide/guide-plugin.ts';

/** Native packages stay what they are: they find their own libraries, beside a packaged program's archive. */
const native = ['better-sqlite3', 'onnxruntime-node', 'onnxruntime-common'];

const source = (path: string) => resolve(import.meta.dirname, path);

/** What becomes of the sources: `out/main`, `out/preload` and `out/renderer`. */
export default defineConfig({
  main: {
    plugins: [wasmPlugin()],
    build: {
      outDir: 'out/main',
      // All else is bundled: a package of the program holds no other package.
      externalizeDeps: false,
      rolldownOptions: {
        external: native,
        // The compute process and the parser are programs of their own.
        input: {
          main: source('src-main/electron/start.ts'),
          'compute-process': source('src-main/engine/process/compute-process.ts'),
          'parser-process': source('src-main/formats/parser/parser-process.ts'),
        },
        // All in one folder: from each file, as from each source, `../../` is the program's own.
        output: { entryFileNames: '[name].js', chunkFileNames: '[name]-[hash].js' },
      },
    },
  },
  preload: {
    build: {
      outDir: 'out/preload',
      rolldownOptions: {
        input: source('src-main/electron/preload.ts'),
        // Electron runs the preload script of a sandboxed page as CommonJS, and loads nothing for it.
        output: { format: 'cjs', entryFileNames: '[name].cjs' },
      },
    },
  },
  renderer: {
    root: 'src-renderer',
    plugins: [svelte({ configFile: false }), guidePlugin(source('resources/guide'))],
    build: {
      outDir: 'out/renderer',
      rolldownOptions: { input: source('src-renderer/index.html') },
    },
  },
});
