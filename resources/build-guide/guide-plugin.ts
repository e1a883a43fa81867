import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import type { Plugin } from 'vite';
import { readGuide } from './read-guide.ts';

const name = 'virtual:guide';

/**
 * `import { guide } from 'virtual:guide'`: the pages of a folder, made of their Markdown when the window
 * is built.
 */
export function guidePlugin(folder: string): Plugin {
  return {
    name: 'megabase-guide',
    resolveId: (id) => (id === name ? `\0${name}` : undefined),
    load(id) {
      if (id !== `\0${name}`) return undefined;
      for (const file of readdirSync(folder, { recursive: true, encoding: 'utf8' })) {
        if (/\.(md|svg)$/.test(file)) this.addWatchFile(join(folder, file));
      }
      return `export const guide = ${JSON.stringify(readGuide(folder, 'text'))};`;
    },
  };
}
