/** The names, at most three, that a slip away are from `name`: in capitals, by a part, or by two letters. */
export function nearNames(name: string, names: readonly string[]): string[] {
  const bare = plain(name);
  return names
    .map((other) => ({ other, distance: distanceOf(bare, plain(other)) }))
    .filter(({ distance }) => distance <= Math.min(2, Math.floor(bare.length / 3)))
    .sort((a, b) => a.distance - b.distance)
    .slice(0, 3)
    .map(({ other }) => other);
}

function plain(name: string): string {
  return name.toLowerCase().replaceAll(/[\s_.-]/g, '');
}

/** Letters to change, put in or take out (Levenshtein); 1 where one name holds the other. */
function distanceOf(a: string, b: string): number {
  if (a !== b && a.length > 2 && b.length > 2 && (a.includes(b) || b.includes(a))) return 1;
  // Beyond this nothing is near, and rows hold bytes.
  if (Math.abs(a.length - b.length) > 2 || b.length > 250) return Infinity;
  let row = Uint8Array.from({ length: b.length + 1 }, (_, j) => j);
  for (let i = 1; i <= a.length; i++) {
    const next = new Uint8Array(b.length + 1);
    next[0] = i;
    for (let j = 1; j <= b.length; j++) {
      const changed = row[j - 1]! + (a[i - 1] === b[j - 1] ? 0 : 1);
      next[j] = Math.min(changed, row[j]! + 1, next[j - 1]! + 1);
    }
    row = next;
  }
  return row[b.length] ?? Infinity;
}
