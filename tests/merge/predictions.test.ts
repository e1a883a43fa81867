import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, describe, expect, it } from 'vitest';
import { writeFasta } from '../support/cli-genome.ts';
import { Random } from '../support/random.ts';
import { manifest, writeRandomModel } from '../support/random-model.ts';
import { filesOf, wholeAndMerged, withoutProvenance } from '../support/shards.ts';
import { sharedFolder } from '../support/temporary-folder.ts';

const folder = sharedFolder();
const homes = [join(folder, 'whole'), join(folder, 'parts')] as const;
const [model, fasta, bed] = ['model', 'genome.fa', 'regions.bed'].map((name) => join(folder, name));
const random = new Random(5);
const lengths = { b10: 900, b9: 2400, a: 333, chrM: 1500, z: 64, scaffold_7: 1000, c: 2047 };

/** Regions of all contigs in no order: some share bins, some lie in others, one is given twice. */
function randomRegions(): string[] {
  const regions = Object.entries(lengths).flatMap(([contig, length]) =>
    Array.from({ length: 1 + random.below(3) }, () => {
      const start = random.below(length - 40);
      return [contig, start, start + 20 + random.below(length - start - 20)].join('\t');
    }),
  );
  return [...regions, regions[0]!].sort(() => random.next() - 0.5);
}

beforeAll(() => {
  const letters = (length: number) =>
    Array.from({ length }, () => 'ACGTN'[random.below(random.below(9) === 0 ? 5 : 4)]).join('');
  writeFasta(
    fasta!,
    Object.fromEntries(Object.entries(lengths).map(([name, length]) => [name, letters(length)])),
  );
  writeFileSync(bed!, `${randomRegions().join('\n')}\n`);
  const tracks = { count: 2, bin: 16 };
  writeRandomModel(model!, { seed: 3, config: { model_type: 'hawk', depth: 1 }, tracks });
  // One track has no fixed scale: BED scores depend on the largest value of the whole.
  const described = manifest('hawk', tracks) as { outputs: { tracks?: { unit: string }[] }[] };
  described.outputs[1]!.tracks![1]!.unit = 'reads';
  writeFileSync(join(model!, 'manifest.json'), JSON.stringify(described));
});

const args = () => [
  ...['predict', '--fasta', fasta!, '--region', bed!, '--flank', '64', '--model', model!],
  ...['--provider', 'cpu'],
];

describe('the pieces of a prediction are the whole run', () => {
  it.each([
    ['tsv', 1],
    ['tsv', 5],
    ['bedgraph', 3],
    ['bedgraph.gz', 7],
    ['json', 4],
    ['bed', 2],
    ['bed.gz', 6],
    ['gff3', 3],
  ])('as %s, in %i shards', async (ending, count) => {
    const threshold = /bed(\.gz)?$|gff3/.test(ending) ? ['--threshold', '0.45'] : [];
    const run = { homes, name: `a.${ending}`, count, random };
    const { whole, merged, parts } = await wholeAndMerged([...args(), ...threshold], run);
    const text = withoutProvenance(whole);
    expect(text.split('\n').length).toBeGreaterThan(20);
    expect(withoutProvenance(merged)).toBe(text);
    expect(withoutProvenance(parts[0]!)).not.toBe(text);
  });

  it.each([2, 7])('as bigWig, byte for byte, in %i shards', async (count) => {
    const { whole, merged } = await wholeAndMerged(args(), { homes, name: 'a.bw', count, random });
    const [expected, found] = [filesOf(whole), filesOf(merged)];
    expect(expected).toHaveLength(2);
    expect(found).toHaveLength(2);
    for (const [i, path] of expected.entries()) {
      expect(readFileSync(found[i]!).equals(readFileSync(path))).toBe(true);
    }
  });
});
