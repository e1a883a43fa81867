import { MegabaseError } from '../../contract/index.ts';
import type { VcfHeader } from '../../formats/vcf/index.ts';

/** Names that are shown of many. */
const shown = 5;

/** The columns of samples by their names, 0-based. Error: `usage`, with the names that are near or there. */
export function findSamples({ samples }: VcfHeader, names: readonly string[]): number[] {
  const numbers = new Map(samples.map((name, number) => [name, number]));
  const missing = names.filter((name) => !numbers.has(name));
  if (missing.length === 0) return names.map((name) => numbers.get(name)!);
  const listed = missing.slice(0, shown).map((name) => {
    const near = nearestOf(name, samples);
    return `"${name}"${near.length > 0 ? ` (near: ${near.join(', ')})` : ''}`;
  });
  const more = missing.length > shown ? ` and ${missing.length - shown} more` : '';
  const what = missing.length === 1 ? 'no sample' : 'no samples';
  throw new MegabaseError(
    'usage',
    `The VCF has ${what} ${listed.join(', ')}${more}; it has ${sampleNames(samples)}.`,
  );
}

/** `no samples`, `2 samples: ANNA, BEN`; the first five of many. */
export function sampleNames(samples: readonly string[]): string {
  if (samples.length === 0) return 'no samples';
  const some = samples.slice(0, shown).join(', ') + (samples.length > shown ? ', ...' : '');
  return `${samples.length.toLocaleString('en-US')} sample${samples.length === 1 ? '' : 's'}: ${some}`;
}

/** The names that a slip away are from `name`: in capitals, by a part, or by two letters. */
function nearestOf(name: string, names: readonly string[]): string[] {
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
  // Beyond this nothing is near.
  if (Math.abs(a.length - b.length) > 2) return Infinity;
  let row = Array.from({ length: b.length + 1 }, (_, j) => j);
  for (let i = 1; i <= a.length; i++) {
    const next = [i];
    for (let j = 1; j <= b.length; j++) {
      const changed = row[j - 1]! + (a[i - 1] === b[j - 1] ? 0 : 1);
      next.push(Math.min(changed, row[j]! + 1, next[j - 1]! + 1));
    }
    row = next;
  }
  return row[b.length]!;
}
