/** The npm packages of which something ships: in the application's packages and in the command's. */
import { readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';

export interface ShippedPackage {
  readonly name: string;
  readonly version: string;
  /** An SPDX expression. */
  readonly license: string;
  /** Where it is installed, absolute. */
  readonly folder: string;
}

interface Locked {
  readonly version: string;
  readonly license?: string;
  readonly dev?: boolean;
  readonly devOptional?: boolean;
  readonly optional?: boolean;
  readonly dependencies?: Readonly<Record<string, string>>;
}

/** Of these packages' dependencies the rest does not ship: svelte's compiler, types, servers and clients by HTTP. */
const neededAtRunTime: Readonly<Record<string, readonly string[]>> = {
  svelte: ['clsx'],
  'apache-arrow': ['flatbuffers', 'json-with-bigint', 'tslib'],
  '@modelcontextprotocol/sdk': ['ajv', 'ajv-formats', 'zod', 'zod-to-json-schema'],
};

/** Packages for development of which the command's bundle holds what it runs. */
const inBundle = ['apache-arrow', '@modelcontextprotocol/sdk'];

/** What package-lock.json has for production, and what the page is built from; by name. */
export function shippedPackages(root: string): ShippedPackage[] {
  const { packages } = JSON.parse(readFileSync(join(root, 'package-lock.json'), 'utf8')) as {
    packages: Readonly<Record<string, Locked>>;
  };
  const paths = Object.entries(packages)
    .filter(([path, { dev, devOptional, optional }]) => path && !dev && !devOptional && !optional)
    .map(([path]) => path);
  const reached = new Set(paths);
  const reach = (name: string, from: string) => {
    const path = installedPath(packages, name, from);
    if (path === undefined || reached.has(path)) return;
    reached.add(path);
    const all = Object.keys(packages[path]?.dependencies ?? {});
    (neededAtRunTime[name] ?? all).forEach((dependency) => reach(dependency, path));
  };
  [...pageImports(root), ...inBundle].forEach((name) => reach(name, ''));
  return [...reached]
    .map((path) => {
      const { version, license = 'UNKNOWN' } = packages[path] as Locked;
      const name = path.slice(path.lastIndexOf('node_modules/') + 'node_modules/'.length);
      return { name, version, license, folder: join(root, path) };
    })
    .sort((a, b) => (a.name < b.name ? -1 : 1));
}

/** As Node finds it: beside the package that asks, else further up. */
function installedPath(
  packages: Readonly<Record<string, Locked>>,
  name: string,
  from: string,
): string | undefined {
  for (let at = from; ; at = at.slice(0, Math.max(0, at.lastIndexOf('/node_modules/')))) {
    const path = at ? `${at}/node_modules/${name}` : `node_modules/${name}`;
    if (packages[path]) return path;
    if (!at) return undefined;
  }
}

/** Names of the packages that the window's sources import. */
function pageImports(root: string): string[] {
  const folder = join(root, 'src-renderer');
  const sources = readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .filter((name) => /\.(ts|svelte)$/.test(name))
    .map((name) => readFileSync(join(folder, name), 'utf8'));
  const names = sources.flatMap((text) =>
    [...text.matchAll(/\bfrom '((?:@[\w.-]+\/)?[\w-][\w.-]*)[^']*'/g)].map((match) => match[1]),
  );
  return [...new Set(names as string[])].filter((name) => !name.startsWith('node:'));
}
