import { writeFileSync } from 'node:fs';
import { Random } from '../support/random.ts';

/** Writes a FASTA of `count` random contigs `c1`, `c2`, ...; gives their sequences. */
export function writeSmallGenome(
  path: string,
  { seed, count, length }: { seed: number; count: number; length: number },
): string[] {
  const random = new Random(seed);
  const contigs = Array.from({ length: count }, () =>
    Array.from({ length }, () => 'ACGT'.charAt(random.below(4))).join(''),
  );
  writeFileSync(path, contigs.map((bases, i) => `>c${i + 1}\n${bases}\n`).join(''));
  return contigs;
}
