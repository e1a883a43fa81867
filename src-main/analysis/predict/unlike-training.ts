import { defined, formatRegion, type Prediction, type Region } from '../../contract/index.ts';
import type { Manifest } from '../../model/index.ts';
import { tokenOf } from '../../sequence/index.ts';

/** Bases of which at least so many are known say something of a composition. */
const leastBases = 2_000;

/**
 * A sentence where a sequence has another composition than any that the model was trained on;
 * undefined where it has not, is too short to tell, or the manifest does not say.
 */
export function unlikeComposition(
  { name, trainedOn }: Manifest,
  interval: Region,
  tokens: Uint8Array,
): string | undefined {
  if (!trainedOn?.gc) return undefined;
  const [least, most] = trainedOn.gc;
  let [strong, known] = [0, 0];
  for (const token of tokens) {
    if (token < tokenOf.A || token > tokenOf.T) continue;
    known += 1;
    if (token === tokenOf.C || token === tokenOf.G) strong += 1;
  }
  const share = strong / known;
  if (known < leastBases || (share >= least && share <= most)) return undefined;
  const range = `${percent(least)} to ${percent(most)} %`;
  return (
    `${percent(share)} % of the bases of ${formatRegion(interval)} are G or C. ${name} was trained on ` +
    `${trainedOn.text}, with ${range}; what it says here may be wrong.`
  );
}

/** Bins called coding that say something on average. */
const leastCalled = 100;

/** How far the mean may be below that of the training genome: sequences that are no genome were 0.18 and more below. */
const allowance = 0.05;

/**
 * A sentence where the bins that are called coding are less certain than in the genome that the model was
 * trained on; undefined where they are not, are too few to tell, or the manifest does not say.
 */
export function unlikeCalls(
  { name, trainedOn }: Manifest,
  { region, tracks }: Prediction,
): string | undefined {
  if (trainedOn?.calledMean === undefined) return undefined;
  let [sum, called] = [0, 0];
  for (const { info, values } of tracks) {
    if (info.role !== 'cds') continue;
    for (let i = 0; i < values.length; i++) {
      const value = defined(values[i]);
      if (!(value >= 0.5)) continue;
      sum += value;
      called += 1;
    }
  }
  const mean = sum / called;
  if (called < leastCalled || mean >= trainedOn.calledMean - allowance) return undefined;
  return (
    `Bins called coding in ${formatRegion(region)} have a mean probability of ${mean.toFixed(2)}, in the ` +
    `genome that ${name} was trained on (${trainedOn.text}) ${trainedOn.calledMean}: this sequence is not ` +
    `like it, and what the model says here may be wrong.`
  );
}

function percent(share: number): string {
  return (100 * share).toFixed(0);
}
