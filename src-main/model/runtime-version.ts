import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';

/** Version of ONNX Runtime, by its package: nothing is loaded. */
export function runtimeVersion(): string {
  const main = createRequire(import.meta.url).resolve('onnxruntime-node');
  const path = join(dirname(dirname(main)), 'package.json');
  return (JSON.parse(readFileSync(path, 'utf8')) as { version: string }).version;
}
