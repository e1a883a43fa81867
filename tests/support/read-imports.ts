import { readdirSync, readFileSync } from 'node:fs';
import { dirname, join, posix, relative, sep } from 'node:path';
import ts from 'typescript';
import { root } from './paths.ts';

/** One import of one module, static or dynamic, or a re-export. */
export interface Import {
  /** File that imports, from the repository's top, with `/`. */
  readonly from: string;
  /** A file of the repository, likewise; or a package as it is written. */
  readonly to: string;
  /** Vanishes when types are stripped. `import { type X }` does not: it still loads the module. */
  readonly typeOnly: boolean;
}

/** The imports of every TypeScript and Svelte file in `folder`, a folder of the repository. */
export function readImports(folder: string): Import[] {
  const names = readdirSync(join(root, folder), { recursive: true, encoding: 'utf8' });
  return names
    .filter((name) => /\.(ts|mts|svelte)$/.test(name))
    .flatMap((name) => importsOf(join(root, folder, name)));
}

function importsOf(path: string): Import[] {
  const from = relative(root, path).replaceAll(sep, '/');
  return findImports(scriptOf(path)).map(({ specifier, typeOnly }) => {
    // A bundler's marks, such as `?nodeWorker`, do not change which file is meant.
    const [bare] = specifier.split('?') as [string];
    const to = bare.startsWith('.') ? posix.join(dirname(from), bare) : bare;
    return { from, to, typeOnly };
  });
}

/** A file's TypeScript; of a Svelte component, what its script elements hold. */
function scriptOf(path: string): string {
  const text = readFileSync(path, 'utf8');
  if (!path.endsWith('.svelte')) return text;
  return [...text.matchAll(/<script[^>]*>([\s\S]*?)<\/script>/g)]
    .map((match) => match[1])
    .join('\n');
}

export function findImports(text: string): { specifier: string; typeOnly: boolean }[] {
  const found: { specifier: string; typeOnly: boolean }[] = [];
  const add = (specifier: ts.Node | undefined, typeOnly: boolean) => {
    if (specifier && ts.isStringLiteralLike(specifier)) {
      found.push({ specifier: specifier.text, typeOnly });
    }
  };
  const visit = (node: ts.Node): void => {
    if (ts.isImportDeclaration(node)) {
      add(node.moduleSpecifier, node.importClause?.phaseModifier === ts.SyntaxKind.TypeKeyword);
    } else if (ts.isExportDeclaration(node)) {
      add(node.moduleSpecifier, node.isTypeOnly);
    } else if (ts.isImportTypeNode(node)) {
      add(ts.isLiteralTypeNode(node.argument) ? node.argument.literal : undefined, true);
    } else if (ts.isCallExpression(node)) {
      const { kind } = node.expression;
      const requires = ts.isIdentifier(node.expression) && node.expression.text === 'require';
      if (kind === ts.SyntaxKind.ImportKeyword || requires) add(node.arguments[0], false);
    }
    ts.forEachChild(node, visit);
  };
  visit(ts.createSourceFile('module.ts', text, ts.ScriptTarget.Latest));
  return found;
}
