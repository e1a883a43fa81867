import { describe, expect, it } from 'vitest';
import {
  readModelPackage,
  type TracksOutput,
  chooseTracks,
  commonBin,
  headTracks,
  modelTracks,
} from '../../src-main/model/index.ts';
import { expectNetwork } from '../../src-main/model/package/package.ts';

import type { ModelOutput } from '../../src-main/model/outputs/outputs.ts';
import { expectHeadTracks } from '../../src-main/analysis/raw/index.ts';
import { referenceModels } from '../support/paths.ts';
import { thrownBy } from '../support/thrown.ts';

const read = (model: keyof typeof referenceModels) =>
  expectNetwork(readModelPackage(referenceModels[model]));
const withHead = read('hawk-tutorial').manifest;
const withoutHead = read('hawk-bi').manifest;
const ids = (tracks: readonly { id: string }[]) => tracks.map(({ id }) => id);
const head = ['enhancer', 'insulator', 'promoter', 'expression'];
const likelihoods = ['log_likelihood', 'entropy', 'information'];

it('a model has the tracks of its head, per bin, and those of its language model, per base', () => {
  expect(ids(modelTracks(withHead))).toEqual([...head, ...likelihoods]);
  expect(modelTracks(withHead).map(({ bin }) => bin)).toEqual([128, 128, 128, 128, 1, 1, 1]);
  expect(headTracks(withoutHead)).toEqual([]);
});

it('bins of several heads lie alike after their least common multiple', () => {
  const [lm, tracks] = withHead.outputs as [ModelOutput, TracksOutput];
  const coarse = { ...tracks, bin: 200, tracks: [{ ...tracks.tracks[0]!, id: 'coarse' }] };
  const manifest = { ...withHead, outputs: [lm, tracks, coarse] };
  expect(commonBin(withHead)).toBe(128);
  expect(commonBin(manifest)).toBe(3200);

  const model = { ...read('hawk-tutorial'), manifest };
  const identity = { id: 'x', name: 'X', version: '1', family: 'hawk', hash: '' };
  expect(thrownBy(() => expectHeadTracks({ model, identity })).message).toContain(
    'enhancer has bins of 128 bp, coarse has bins of 200 bp',
  );
  expect(() => expectHeadTracks({ model, identity }, ['coarse'])).not.toThrow();
});

describe('of these', () => {
  it('those of the head are chosen where none is named', () => {
    expect(ids(chooseTracks(withHead))).toEqual(head);
  });

  it('the likelihoods are, where a model has no head', () => {
    expect(ids(chooseTracks(withoutHead))).toEqual(likelihoods);
  });

  it('those named are, each once and in the order of their names', () => {
    const names = ['entropy', 'promoter', 'entropy', 'enhancer'];
    expect(ids(chooseTracks(withHead, names))).toEqual(['entropy', 'promoter', 'enhancer']);
    expect(chooseTracks(withHead, [])).toEqual([]);
  });

  it('one that the model does not have is refused with those that it has', () => {
    const error = thrownBy(() => chooseTracks(withHead, ['promoter', 'Enhancer']));
    expect(error).toMatchObject({ code: 'track-unknown' });
    expect(error.message).toBe(
      `The model Hawk tutorial has no track "Enhancer"; it has ${[...head, ...likelihoods].join(', ')}.`,
    );
  });
});
