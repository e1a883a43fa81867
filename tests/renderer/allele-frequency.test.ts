import { describe, expect, it } from 'vitest';
import type { IgvTrack } from '../../src-renderer/browser/igv-types.ts';
import { addFrequencies } from '../../src-renderer/browser/rows/allele-frequency.ts';

describe("a site's allele frequency", () => {
  it.each([
    { told: '0.25', drawn: '0.25' },
    { told: '0', drawn: '0' },
    { told: '0.25,0.5', drawn: '0.75' },
    { told: '0.25,.', drawn: '0.25' },
    { told: '.', drawn: undefined },
    { told: '.,.', drawn: undefined },
    { told: undefined, drawn: undefined },
  ])('of $told is drawn as $drawn, on every look', async ({ told, drawn }) => {
    const variant = { info: { AF: told }, alleleFreq: () => told };
    const track = { featureSource: { getFeatures: () => Promise.resolve([variant]) } };
    addFrequencies(track as unknown as IgvTrack);
    for (let look = 0; look < 2; look++) await track.featureSource.getFeatures();
    expect(variant.alleleFreq()).toBe(drawn);
    expect(variant.info.AF).toBe(told);
  });

  it('is left out where igv tells of none', async () => {
    const track = { featureSource: { getFeatures: () => Promise.resolve([{ start: 1 }]) } };
    addFrequencies(track as unknown as IgvTrack);
    expect(await track.featureSource.getFeatures()).toEqual([{ start: 1 }]);
  });
});
