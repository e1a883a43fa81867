import { formatRegion, type Region } from '../genome/index.ts';
import type { ModelIdentity } from './run.ts';

type Tile = Pick<ModelIdentity, 'tile'>;

/** How a model reads an interval: `in one pass`, or `in independent tiles of 12,288 bp`. */
export function howRead({ tile }: Tile): string {
  return tile === undefined
    ? 'in one pass'
    : `in independent tiles of ${tile.toLocaleString('en-US')} bp`;
}

/** `Context: chrT1:1-1,000,000`; of a tiled model `Context, in independent tiles of 12,288 bp: …`. */
export function contextText(model: Tile, interval: Region): string {
  const how = model.tile === undefined ? '' : `, ${howRead(model)}`;
  return `Context${how}: ${formatRegion(interval)}`;
}

/** What a model rests on, whatever it is asked. */
export interface ModelBasis {
  /** bp of the windows it was trained on; absent where nobody says. */
  readonly trainingContext?: number | undefined;
  /** `both`: one answer for the two strands; `each`: tracks for each; `given`: the strand as it is given. */
  readonly strands: 'both' | 'each' | 'given';
}

const strandTexts: Readonly<Record<ModelBasis['strands'], string>> = {
  both: 'reads both strands and gives one answer for the two',
  each: 'reads each strand, with tracks of its own',
  given: 'reads the strand that it is given; what the other one would give is not known',
};

/**
 * `trained on 12,288 bp at a time; reads both strands and gives one answer for the two`
 *
 * @param strandsApart what it says here is told by strand besides
 */
export function basisText(
  { trainingContext, strands }: ModelBasis,
  { strandsApart = false }: { readonly strandsApart?: boolean | undefined } = {},
): string {
  const trained =
    trainingContext === undefined
      ? 'context of its training not stated'
      : `trained on ${trainingContext.toLocaleString('en-US')} bp at a time`;
  return `${trained}; ${strandsApart ? 'each strand was read by itself, too' : strandTexts[strands]}`;
}

/** Whether a model says the same of both strands by how it is made: not one that reads in tiles, whose mean of both it is. */
export function strandsAlike({
  strands,
  tile,
}: {
  readonly strands?: ModelBasis['strands'] | undefined;
  readonly tile?: number | undefined;
}): boolean {
  return strands === 'both' && tile === undefined;
}
