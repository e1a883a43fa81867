import { outputTarget } from '../../src-main/formats/output/index.ts';

/** Agrees to have the files replaced that stand there now. */
export async function agreed(...paths: readonly string[]): Promise<Map<string, string>> {
  const replaces = new Map<string, string>();
  for (const path of paths) {
    const target = await outputTarget(path);
    if (target.kind !== 'file') throw new Error(`${path} is ${target.kind}, not a file`);
    replaces.set(path, target.identity);
  }
  return replaces;
}
