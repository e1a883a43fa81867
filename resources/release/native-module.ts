import { existsSync, readdirSync, statSync } from 'node:fs';
import { join } from 'node:path';

/**
 * Whether a module that was built before is as new as all it is made of: its sources and its recipe.
 *
 * @param folder of the module: `native-models/kernel`
 */
export function isUpToDate(module: string, folder: string): boolean {
  if (!existsSync(module)) return false;
  const recipes = ['build.mjs', 'compile.mjs', 'targets.mjs'];
  const sources = readdirSync(join(folder, 'src'), { recursive: true, encoding: 'utf8' });
  const times = [...recipes, ...sources.map((name) => join('src', name))].map(
    (name) => statSync(join(folder, name)).mtimeMs,
  );
  return statSync(module).mtimeMs > Math.max(...times);
}
