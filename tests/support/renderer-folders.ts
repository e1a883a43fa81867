import { readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { findImports, type Import } from './read-imports.ts';
import { root } from './paths.ts';

/**
 * What each folder of the window may import besides itself, from left to right: a folder is listed
 * after all that it may use, so that no two import each other. The files beside them put the window
 * together and may import all.
 */
export const rendererFolders: Readonly<Record<string, readonly string[]>> = {
  theme: [],
  effects: [],
  locus: [],
  format: [],
  truth: [],
  browser: ['theme', 'format'],
  parts: ['theme', 'format'],
  state: ['theme', 'effects', 'locus', 'format', 'truth', 'browser'],
  keyboard: ['locus', 'state'],
  genome: ['theme', 'locus', 'format', 'browser', 'parts', 'state', 'keyboard'],
  panels: ['locus', 'format', 'parts', 'state'],
  variants: ['theme', 'format', 'truth', 'parts', 'state', 'panels'],
  dialogs: ['locus', 'format', 'parts', 'state', 'keyboard'],
  tutorial: ['locus', 'format', 'truth', 'parts', 'state'],
  start: ['format', 'state'],
  help: ['parts', 'state', 'keyboard'],
  shell: [
    ...['locus', 'format', 'parts', 'state', 'keyboard', 'genome'],
    ...['panels', 'variants', 'tutorial'],
  ],
};

const top = 'src-renderer';

/** In words, every import between folders of the window that the table does not allow. */
export function rendererFaults(imports: readonly Import[]): string[] {
  return imports.flatMap((one) => {
    const why = faultOf(one);
    return why === undefined ? [] : [`${one.from} imports ${one.to}: ${why}`];
  });
}

function faultOf({ from, to }: Import): string | undefined {
  if (!from.startsWith(`${top}/`) || !to.startsWith(`${top}/`)) return undefined;
  const [own, other] = [folderOf(from), folderOf(to)];
  if (own !== undefined && !(own in rendererFolders)) return `${own} is not in the table`;
  if (own === other) return roomFault(from, to);
  if (other === undefined) return 'a folder may not use the files beside it';
  if (own !== undefined && !rendererFolders[own]!.includes(other)) {
    return `${own} may not use ${other}`;
  }
  return to === `${top}/${other}/index.ts` ? undefined : `${other} is entered by its index.ts`;
}

/** A room inside a folder of the window is entered by its door as well. */
function roomFault(from: string, to: string): string | undefined {
  const room = dirname(to);
  const isInside = room === dirname(from) || room.split('/').length < 3;
  return isInside || to === `${room}/index.ts` ? undefined : `the door is ${room}/index.ts`;
}

/** Undefined for a file that stands beside the folders. */
function folderOf(path: string): string | undefined {
  const [, folder, ...rest] = path.split('/');
  return rest.length > 0 ? folder : undefined;
}

/** Names that a folder of the window hands out, sorted; its types are marked. */
export function doorOf(folder: string): string[] {
  const text = readFileSync(join(root, top, folder, 'index.ts'), 'utf8');
  const statements = [...text.matchAll(/^export (type )?\{([^}]*)\} from '[^']+';$/gm)];
  // Nothing is made in an index file, and no name escapes the pattern above.
  const others = text
    .replaceAll(/\/\*\*[\s\S]*?\*\//g, '')
    .replaceAll(/^export [\s\S]*?;$/gm, '')
    .trim();
  if (others !== '' || statements.length !== findImports(text).length) {
    throw new Error(`${folder}/index.ts does more than hand on names.`);
  }
  return statements
    .flatMap(([, allTypes = '', names = '']) =>
      names
        .split(',')
        .map((name) => name.trim().replace(/^default as /, ''))
        .filter((name) => name !== '')
        .map((name) => `${allTypes && !name.startsWith('type ') ? 'type ' : ''}${name}`),
    )
    .sort();
}
