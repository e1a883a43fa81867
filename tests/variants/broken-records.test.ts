import { execFileSync } from 'node:child_process';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { openGenome } from '../../src-main/formats/open-genome/index.ts';
import { openVcf } from '../../src-main/formats/open-vcf/index.ts';
import { VariantNormaliser } from '../../src-main/sequence/index.ts';
import { writeBrokenVcf } from '../support/broken-vcf.ts';
import { tutorialGenome } from '../support/cli.ts';
import { tutorialLetters } from '../support/cli-genome.ts';
import { hasHts, hts } from '../support/hts.ts';
import { root } from '../support/paths.ts';
import { sharedFolder } from '../support/temporary-folder.ts';

const contigs = { chrT1: tutorialLetters('chrT1'), chrT2: tutorialLetters('chrT2') };
const folder = sharedFolder();

describe('10,000 records of which one in a hundred is broken', () => {
  const path = join(folder, 'broken.vcf');
  const reasons = writeBrokenVcf(path, contigs, 10_000);

  it('gives every good one, and every broken one with its reason', async () => {
    expect(reasons).toHaveLength(100);
    const vcf = await openVcf(path);
    const genome = await openGenome(tutorialGenome, { indexFolder: folder });
    const normaliser = new VariantNormaliser(genome);
    const found: string[] = [];
    const variants: string[] = [];
    for await (const record of vcf.records()) {
      if (record.broken) {
        expect(record.problem).toMatch(/^It.*\.$/);
        expect(record.line! % 1).toBe(0);
        found.push('malformed');
        continue;
      }
      for (const { variant, refusal } of await normaliser.normalise(record)) {
        if (variant === undefined) found.push(refusal.reason);
        else {
          const { pos, ref, alt } = variant.alleles;
          variants.push([variant.contig, pos + 1, record.id, ref, alt].join(' '));
        }
      }
    }
    await genome.close();
    expect(found).toEqual(reasons);
    expect(variants).toHaveLength(9900);

    if (!hasHts) return;
    // bcftools stops at the first of most of them, so it gets the file without them.
    const good = join(folder, 'good.vcf');
    writeBrokenVcf(good, contigs, 10_000, Infinity);
    const theirs = hts('bcftools', 'norm', '-f', tutorialGenome, good)
      .split('\n')
      .filter((line) => line !== '' && !line.startsWith('#'))
      .map((line) => line.split('\t').slice(0, 5).join(' '));
    const expected = new Set(theirs);
    expect(variants.filter((variant) => !expected.has(variant))).toEqual([]);
  });
});

it('memory does not grow with the number of records', () => {
  const [few, many] = [10_000, 100_000].map((records) => {
    const path = join(folder, `${records}.vcf`);
    writeBrokenVcf(path, contigs, records);
    return heapAfter(path);
  });
  expect(few!.records).toBe(10_000);
  expect(many!.records).toBe(100_000);
  // 90,000 records more, were they kept, would be 20 MB and more.
  expect(many!.bytes - few!.bytes).toBeLessThan(8_000_000);
});

/** The largest heap, once cleared, while a file is read and normalised by a process of its own. */
function heapAfter(path: string): { records: number; bytes: number } {
  const script = `
    import { openGenome } from ${JSON.stringify(join(root, 'src-main/formats/open-genome/index.ts'))};
    import { openVcf } from ${JSON.stringify(join(root, 'src-main/formats/open-vcf/index.ts'))};
    import { VariantNormaliser } from ${JSON.stringify(join(root, 'src-main/sequence/index.ts'))};
    const [path, fasta, indexFolder] = process.argv.slice(1);
    const vcf = await openVcf(path);
    const normaliser = new VariantNormaliser(await openGenome(fasta, { indexFolder }));
    let [records, bytes] = [0, 0];
    for await (const record of vcf.records()) {
      if (!record.broken) await normaliser.normalise(record);
      if (++records % 2000 !== 0) continue;
      gc();
      bytes = Math.max(bytes, process.memoryUsage().heapUsed);
    }
    console.log(JSON.stringify({ records, bytes }));
    process.exit();`;
  const args = ['--expose-gc', '--input-type=module-typescript', '-e', script];
  const said = execFileSync(process.execPath, [...args, path, tutorialGenome, folder], {
    encoding: 'utf8',
  });
  return JSON.parse(said) as { records: number; bytes: number };
}
