import { expect, it } from 'vitest';
import type { VariantScores } from '../../src-main/contract/index.ts';
import {
  BackgroundScores,
  findBackground,
} from '../../src-main/analysis/variants/scorers/index.ts';
import { describeScoring } from '../../src-main/analysis/variants/write/about.ts';
import type { LoadedModel } from '../../src-main/library/index.ts';
import { readModelPackage } from '../../src-main/model/index.ts';
import { referenceModels } from '../support/paths.ts';
import { plainOptions } from '../support/scoring.ts';
import { sharedFolder } from '../support/temporary-folder.ts';

const folder = sharedFolder();
const model = { id: 'm', name: 'M', version: '1', hash: 'abc' } as LoadedModel['identity'];

function scores(value: number): VariantScores {
  return {
    interval: { contig: 'chr', start: 0, end: 100 },
    ...{ llr: value, distal: [], local: [{ track: 'a', value: 0, effect: value }] },
    deltas: [{ track: 'a', gain: value, gainOffset: 0, loss: value, lossOffset: 0 }],
    aggregates: [{ scorer: 'L2_DIFF_WHOLE', track: 'a', value }],
  };
}

const plain = { tolerance: 0.01, distance: 50 };

it('ranks a score only by scores that were made alike, whatever was kept meanwhile', () => {
  const keep = (values: readonly number[], terms: typeof plain & object, source: string) => {
    const gathered = new BackgroundScores();
    for (const value of values) gathered.add(scores(value), terms);
    gathered.store(folder, model, source);
  };
  keep([1, 2, 3, 4], plain, 'common.vcf');
  const ranked = (terms: typeof plain & object) => {
    const found = findBackground(folder, model)!.rank(scores(2.5), terms);
    const [delta] = found.deltas!;
    return {
      ratio: found.llrQuantile,
      site: found.local[0]!.quantile,
      gain: delta!.gainQuantile,
      loss: delta!.lossQuantile,
      aggregate: found.aggregates![0]!.quantile,
    };
  };
  const all = { ratio: 0, site: 0, gain: 0.5, loss: 0.5, aggregate: 0.5 };
  const none = undefined;
  const gone = { gain: none, loss: none };
  expect(ranked(plain)).toEqual(all);
  expect(ranked({ ...plain, ...{ window: 512 } })).toEqual({ ...all, ratio: none });
  expect(ranked({ ...plain, distance: 40 })).toEqual({ ...all, ...gone });
  const annotated = { ...plain, annotation: 'genes.gff3' };
  for (const more of [{}, { maskAnnotated: true }, { outsideN: true }]) {
    expect(ranked({ ...annotated, ...more })).toEqual({ ...all, ...gone });
  }
  for (const more of [{ flank: 100 }, { tolerance: 0.5 }]) {
    const { ratio, ...others } = ranked({ ...plain, ...more });
    expect([ratio, ...Object.values(others)]).toEqual(Array(5).fill(none));
  }
  // Scores of another kind are kept beside them, each with its file.
  keep([11, 12], annotated, 'rare.vcf');
  expect(ranked(plain)).toMatchObject({ gain: 0.5, loss: 0.5 });
  expect(ranked(annotated)).toMatchObject({ gain: 0, loss: 0 });
  expect(findBackground(folder, model)!.sources).toEqual(['common.vcf', 'rare.vcf']);
});

it('the header of what is written names the files of the variants', () => {
  const opened = readModelPackage(referenceModels['hawk-tutorial']);
  const loaded: LoadedModel = { model: opened, identity: model };
  const background = findBackground(folder, model)!;
  const notes = describeScoring('v.vcf', { ...plainOptions, background }, loaded);
  expect(notes).toContainEqual({ key: 'quantiles among', text: 'common.vcf, rare.vcf' });
});
