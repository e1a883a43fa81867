import type { Import } from './read-imports.ts';

/** Files that import each other, types included, directly or by way of others: each circle once, its files in order. */
export function circlesOf(imports: readonly Import[]): string[][] {
  const next = new Map<string, string[]>();
  for (const { from, to } of imports) next.set(from, [...(next.get(from) ?? []), to]);
  const reachable = new Map([...next.keys()].map((file) => [file, reach(file, next)]));
  const found = new Map<string, string[]>();
  for (const [file, files] of reachable) {
    if (!files.has(file)) continue;
    const circle = [...files].filter((other) => reachable.get(other)?.has(file)).sort();
    found.set(circle.join(' '), circle);
  }
  return [...found.values()];
}

/** What a file comes to by its imports, itself only where they lead back to it. */
function reach(file: string, next: ReadonlyMap<string, readonly string[]>): Set<string> {
  const seen = new Set<string>();
  const open = [...(next.get(file) ?? [])];
  for (let one = open.pop(); one !== undefined; one = open.pop()) {
    if (seen.has(one)) continue;
    seen.add(one);
    open.push(...(next.get(one) ?? []));
  }
  return seen;
}
