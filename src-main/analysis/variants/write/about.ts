import { basename } from 'node:path';
import { basisText, formatRegion, howRead } from '../../../contract/index.ts';
import { engineVersion } from '../../../engine/index.ts';
import { modelNotes, type HeaderNote } from '../../../formats/output/index.ts';
import { modelBasis } from '../../../model/index.ts';
import type { LoadedModel } from '../../../library/index.ts';
import { wantedAnswers } from '../../effects/index.ts';
import { scorerName, type ScoreBackground } from '../scorers/index.ts';
import { variantLabels, randomReach, defaultMinEffect, readoutTrack } from '../tiles/index.ts';
import type { ScoreOptions } from '../score-options.ts';

/** Where scores come from, for the header of what is written. Errors: those of `readoutTrack`. */
export function describeScoring(
  source: string,
  options: ScoreOptions & {
    readonly background?: Pick<ScoreBackground, 'sources'> | undefined;
    readonly only?: { readonly name: string } | undefined;
  },
  { model, identity }: LoadedModel,
): HeaderNote[] {
  const track = readoutTrack(model, options);
  const labels = variantLabels(model);
  const { region, flank, targets, maxTargets, minEffect, masked, window, tolerance } = options;
  const { windowOnly, distance, annotation, maskAnnotated, outsideN, aggregations } = options;
  const { background, only, randomChanges } = options;
  const answers = wantedAnswers({ model, identity }, options.readings ?? {}).readings;
  const strandsApart = answers.some(({ kind }) => kind === 'strand');
  const settings = {
    region: region ? formatRegion(region) : 'all contigs',
    ...(only === undefined ? {} : { 'only variants in': only.name }),
    flank: flank === undefined ? 'useful context' : `${flank} bp`,
    targets: targets === undefined ? 'called by the model' : 'gene starts',
    track: track?.id ?? 'none',
    masked: masked ? 'yes' : 'no',
    ...(window === undefined ? {} : { 'window of LLRs': `${window} bp` }),
    ...(windowOnly ? { 'read besides the windows': 'nothing' } : {}),
    ...(distance === undefined ? {} : { distance: `${distance} bp` }),
    ...(annotation === undefined ? {} : { annotation: basename(annotation) }),
    ...(maskAnnotated ? { 'gains at annotated, losses at other sites': '0' } : {}),
    ...(outsideN ? { 'outside the gene': 'N' } : {}),
    ...(aggregations === undefined ? {} : { aggregates: aggregations.map(scorerName).join(', ') }),
    ...(background ? { 'quantiles among': background.sources.join(', ') } : {}),
    ...(randomChanges === undefined
      ? {}
      : {
          background:
            `up to ${randomChanges} random changes of the same kind within ` +
            `${randomReach.bp.toLocaleString('en-US')} bp (or ${randomReach.lengths} lengths); ` +
            'percentile: percent of them with a smaller effect, either way (none where an effect rounds to nothing), or a higher LLR',
        }),
    ...(answers.length === 0
      ? {}
      : { readings: answers.map(({ id, label }) => `${id}: ${label}`).join('; ') }),
    ...(labels.length === 0 ? {} : { heads: labels.map(({ id }) => id).join(', ') }),
    'most targets': maxTargets === Infinity ? 'all' : String(maxTargets),
    'least effect': String(minEffect ?? defaultMinEffect(track)),
    tolerance: String(tolerance),
  };
  return modelNotes(identity, [
    { key: 'rests on', text: basisText(modelBasis(model), { strandsApart }) },
    { key: 'engine', text: engineVersion },
    { key: 'reading', text: `intervals were read ${howRead(identity)}` },
    { key: 'variants', text: source },
    ...Object.entries(settings).map(([key, text]) => ({ key, text })),
  ]);
}
