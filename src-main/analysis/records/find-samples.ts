import { defined, MegabaseError } from '../../contract/index.ts';
import type { VcfHeader } from '../../formats/vcf/index.ts';
import { nearNames } from './near-names.ts';

/** Names that are shown of many. */
const shown = 5;

/** The columns of samples by their names, 0-based. Error: `usage`, with the names that are near or there. */
export function findSamples({ samples }: VcfHeader, names: readonly string[]): number[] {
  const numbers = new Map(samples.map((name, number) => [name, number]));
  const missing = names.filter((name) => !numbers.has(name));
  if (missing.length === 0) return names.map((name) => defined(numbers.get(name)));
  const listed = missing.slice(0, shown).map((name) => {
    const near = nearNames(name, samples);
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
