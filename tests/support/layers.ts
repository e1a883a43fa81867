import { readdirSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import ts from 'typescript';
import { root } from './paths.ts';
import type { Import } from './read-imports.ts';

/** What each layer may import besides itself: the arrows of CONTRIBUTING.md. */
const layers: Readonly<Record<string, readonly string[]>> = {
  'src-main/contract': [],
  'src-main/drawing': ['contract'],
  'src-main/home': ['contract'],
  'src-main/native': ['home'],
  'src-main/formats': ['contract', 'home'],
  'src-main/sequence': ['contract'],
  'src-main/model': ['contract', 'native', 'formats', 'sequence'],
  'src-main/engine': ['contract', 'home', 'native', 'sequence', 'model'],
  'src-main/cache': ['contract', 'home'],
  'src-main/library': ['contract', 'home', 'formats', 'model', 'engine'],
  'src-main/analysis': [
    ...['contract', 'drawing', 'home', 'formats', 'sequence', 'model', 'engine', 'cache'],
    'library',
  ],
  'src-main/workbench': [
    ...[
      'contract',
      'drawing',
      'home',
      'formats',
      'sequence',
      'model',
      'engine',
      'cache',
      'library',
    ],
    'analysis',
  ],
  'src-main/transport': ['contract'],
  'src-main/electron': [
    ...['contract', 'home', 'formats', 'engine', 'workbench', 'transport', 'cli'],
  ],
  'src-main/cli': [
    ...['contract', 'home', 'formats', 'sequence', 'model', 'cache', 'library', 'analysis'],
    ...['workbench', 'transport'],
  ],
  'src-renderer': ['contract', 'transport', 'drawing'],
};

/** Folders without a door of their own: each folder in them is entered by its own. */
const groups = new Set(['src-main/formats', 'src-main/analysis']);

/** Files besides a folder's `index.ts` that some other layers enter it by. */
const sideDoors: Readonly<Record<string, readonly string[]>> = {
  'src-main/model/session/index.ts': ['src-main/engine'],
  'src-main/model/probing/index.ts': ['src-main/engine'],
  // A command line needs none of it, and starts without it.
  'src-main/cli/driving/index.ts': ['src-main/electron'],
  // The half without Node: a page and a preload script have none.
  'src-main/transport/browser.ts': ['src-main/electron', 'src-renderer'],
};

/** Layers that another may enter by a side door alone. */
const sideDoorOnly: Readonly<Record<string, string>> = { 'src-renderer': 'src-main/transport' };

/** Packages that only one folder, or one file, may load. */
const packageOwners: Readonly<Record<string, string>> = {
  'onnxruntime-node': 'src-main/model/session/',
  'better-sqlite3': 'src-main/cache/',
  electron: 'src-main/electron/',
};

/** The folders that a page in a browser loads: they have no Node. */
const inBrowser = ['src-main/contract', 'src-main/drawing', 'src-renderer'];

/** In words, every import that the table does not allow. */
export function layerFaults(imports: readonly Import[]): string[] {
  return imports.flatMap((one) => {
    const why = faultOf(one);
    return why === undefined ? [] : [`${one.from} imports ${one.to}: ${why}`];
  });
}

function faultOf({ from, to }: Import): string | undefined {
  const own = layerOf(from);
  if (own === undefined) return 'it belongs to no layer';
  if (!isOurs(to)) return packageFault(from, own, to);
  const other = layerOf(to);
  if (other === undefined) return 'which belongs to no layer';
  if (other !== own && !layers[own]!.includes(other.replace('src-main/', ''))) {
    return `${own} may not use ${other}`;
  }
  if (sideDoors[to]?.includes(own)) return undefined;
  if (sideDoorOnly[own] === other) return `${own} has its own door to ${other}`;
  const door = doorInto(from, to);
  return door === undefined || to === door ? undefined : `the door is ${door}`;
}

function isOurs(to: string): boolean {
  return to.includes('/') && /^(src-|tests|native-models|resources|\.\.)/.test(to);
}

/**
 * The door by which `from` enters the folder of `to`: the `index.ts` of the outermost folder that it
 * does not stand in itself. Absent where it stands in all of them.
 */
function doorInto(from: string, to: string): string | undefined {
  const outer = foldersOf(to).find((folder) => {
    return folder.includes('/') && !groups.has(folder) && !from.startsWith(`${folder}/`);
  });
  if (outer === undefined) return undefined;
  // The renderer has a door for each of its folders once one of them is entered.
  if (outer.startsWith('src-renderer/')) return undefined;
  return `${outer}/index.ts`;
}

/** The folders a file stands in, from the outermost. */
function foldersOf(path: string): string[] {
  const folder = dirname(path);
  return folder === '.' ? [] : [...foldersOf(folder), folder];
}

function packageFault(from: string, own: string, name: string): string | undefined {
  const owner = packageOwners[name];
  if (owner !== undefined && !from.startsWith(owner)) return `only ${owner} may`;
  return name.startsWith('node:') && inBrowser.includes(own) ? 'a page has no Node' : undefined;
}

function layerOf(path: string): string | undefined {
  return Object.keys(layers).find((layer) => path.startsWith(`${layer}/`));
}

/**
 * Pairs of folders that import each other, types included: the two below the folder that both files
 * stand in. A folder and one inside it are no pair: what a folder is made of may know its words.
 */
export function mutualImports(imports: readonly Import[]): string[] {
  const edges = new Set<string>();
  for (const { from, to } of imports) {
    if (!isOurs(to)) continue;
    const [a, b] = siblings(foldersOf(from), foldersOf(to));
    if (a !== undefined && b !== undefined) edges.add(`${a} ${b}`);
  }
  const pairs = [...edges].filter((edge) => {
    const [a, b] = edge.split(' ') as [string, string];
    return a < b && edges.has(`${b} ${a}`);
  });
  return pairs.map((pair) => pair.replace(' ', ' and ')).sort();
}

/** The first folders in which two paths part. */
function siblings(
  from: readonly string[],
  to: readonly string[],
): [string | undefined, string | undefined] {
  const at = from.findIndex((folder, i) => folder !== to[i]);
  return at < 0 ? [undefined, undefined] : [from[at], to[at]];
}

/** Every door below `folder` with the names it exports, types too: a line a door. */
export function doorNames(folder: string): string {
  const doors = readdirSync(join(root, folder), { recursive: true, encoding: 'utf8' })
    .filter((name) => basename(name) === 'index.ts')
    .map((name) => `${folder}/${name}`)
    .sort();
  const program = ts.createProgram(
    doors.map((door) => join(root, door)),
    {
      allowImportingTsExtensions: true,
      noEmit: true,
      module: ts.ModuleKind.NodeNext,
      noLib: true,
      types: [],
    },
  );
  const checker = program.getTypeChecker();
  const lines = doors.map((door) => {
    const module = checker.getSymbolAtLocation(program.getSourceFile(join(root, door))!);
    const names = module ? checker.getExportsOfModule(module).map(({ name }) => name) : [];
    return `${door}: ${names.sort().join(', ')}`;
  });
  return `${lines.join('\n')}\n`;
}

/**
 * The chains of imports by which a file of `layers` would load package `name` when it runs: each as
 * the files from that one to the package.
 */
export function loadingChains(
  imports: readonly Import[],
  startsIn: readonly string[],
  name: string,
): string[][] {
  const next = new Map<string, string[]>();
  for (const { from, to, typeOnly } of imports) {
    if (!typeOnly) next.set(from, [...(next.get(from) ?? []), to]);
  }
  const chains: string[][] = [];
  for (const start of next.keys()) {
    if (!startsIn.includes(layerOf(start) ?? '')) continue;
    const seen = new Set([start]);
    const open = [[start]];
    for (let chain = open.pop(); chain; chain = open.pop()) {
      for (const to of next.get(chain.at(-1)!) ?? []) {
        if (to === name) chains.push([...chain, to]);
        if (seen.has(to)) continue;
        seen.add(to);
        open.push([...chain, to]);
      }
    }
  }
  return chains;
}
