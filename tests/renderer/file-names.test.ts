import { expect, it } from 'vitest';
import { fileStem, withoutEnding } from '../../src-renderer/format/index.ts';

it('a file is named after what is in it', () => {
  expect(fileStem('chr1:1,001-20,000')).toBe('chr1_1_001-20_000');
  expect(fileStem('my yeast chr1:1-2 ')).toBe('my_yeast_chr1_1-2');
  expect(['a.vcf', 'a.VCF.gz', 'a.b.bam', 'a.cram', 'a.fa'].map(withoutEnding)).toEqual([
    ...['a', 'a', 'a.b', 'a', 'a.fa'],
  ]);
  expect(['a.bed', 'a.b.tsv.bgz', 'a.txt'].map(withoutEnding)).toEqual(['a', 'a.b', 'a']);
});
