import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';

const require = createRequire(import.meta.url);

/**
 * Lays the WebAssembly module that draws PNG beside what loads it, for Rolldown and for Vite: a bundle has no
 * `node_modules` to find it in.
 */
export function wasmPlugin() {
  return {
    name: 'resvg-wasm',
    generateBundle(this: {
      emitFile(file: { type: 'asset'; fileName: string; source: Uint8Array }): string;
    }) {
      const source = readFileSync(require.resolve('@resvg/resvg-wasm/index_bg.wasm'));
      this.emitFile({ type: 'asset', fileName: 'resvg.wasm', source });
    },
  };
}
