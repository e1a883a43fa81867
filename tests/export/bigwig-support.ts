import { BigWig } from '@gmod/bbi';
import { type Bases, contigs, noBases, python } from './support.ts';

/** Every base of every contig as @gmod/bbi reads it, from blocks of columns. */
export async function basesByGmod(path: string): Promise<Bases> {
  const file = new BigWig({ path });
  const bases = noBases();
  for (const { name, length } of contigs) {
    const { starts, ends, scores } = await file.getFeaturesAsArrays(name, 0, length, { scale: 1 });
    for (const [index, start] of starts.entries()) {
      const stretch = bases.get(name)!.subarray(start, ends[index]);
      if (ends[index]! > length || !stretch.every(Number.isNaN)) throw new Error('base told twice');
      stretch.fill(scores[index]!);
    }
  }
  return bases;
}

/** The same as pyBigWig reads it. */
export function basesByPython(path: string): Bases {
  const script = `
import json, math, pyBigWig, sys
with pyBigWig.open(sys.argv[1]) as bw:
    print(json.dumps({c: [None if math.isnan(v) else v for v in bw.values(c, 0, n)]
                      for c, n in bw.chroms().items()}))`;
  const read = python(script, path) as Record<string, (number | null)[]>;
  return new Map(
    contigs.map(({ name }) => [name, Float32Array.from(read[name]!, (value) => value ?? NaN)]),
  );
}
