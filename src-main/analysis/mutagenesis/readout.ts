import {
  formatRegion,
  isMegabaseError,
  MegabaseError,
  type MutagenesisReadout,
  type Region,
} from '../../contract/index.ts';
import { hasLikelihood, headTracks, changeReach, type Manifest } from '../../model/index.ts';
import { findPlace, targetTrack, type NamedPlace } from '../effects/index.ts';
import type { AnalysisContext } from '../environment/index.ts';
import { textNote } from '../events/index.ts';

/** A readout as it is asked for; see `MutagenesisReadout`. */
export type ReadoutChoice =
  | { readonly kind: 'likelihood'; readonly masked?: boolean | undefined }
  | {
      readonly kind: 'track';
      readonly track: string;
      /** A gene of the annotation, or a region as people write it; the mutated region where absent. */
      readonly at?: string | undefined;
    };

/**
 * A readout as people write it: `likelihood`, `TRACK`, `TRACK@GENE` or `TRACK@chr:start-end`. What a
 * model has a track of is that track.
 */
export function parseReadout(text: string, manifest: Manifest): ReadoutChoice {
  const ids = headTracks(manifest).map(({ id }) => id);
  if (ids.includes(text)) return { kind: 'track', track: text };
  if (text === 'likelihood') return { kind: 'likelihood' };
  const at = text.indexOf('@');
  if (at < 0) return { kind: 'track', track: text };
  return { kind: 'track', track: text.slice(0, at), at: text.slice(at + 1).trim() };
}

/** Refuses a readout that a model has nothing for. Errors: `usage`, `track-unknown`. */
export function checkReadout(manifest: Manifest, readout: ReadoutChoice): void {
  const wrong = (message: string) => new MegabaseError('usage', message);
  if (readout.kind === 'track') {
    targetTrack(manifest, readout.track);
    if (readout.at === '') throw wrong(`"${readout.track}@": name a gene or a region after @.`);
  } else if (!hasLikelihood(manifest)) {
    const { name } = manifest;
    throw wrong(`The model ${name} has no language-model head: it predicts no bases.`);
  }
}

/**
 * The readout with its place on the genome. Errors: `usage` for a gene that is not there or several,
 * for a place that the region's changes cannot reach; those of the annotation's reader and of `parseRegion`.
 */
export async function findReadout(
  choice: ReadoutChoice,
  { region, annotation }: { readonly region: Region; readonly annotation?: string | undefined },
  context: Pick<AnalysisContext, 'genome' | 'model' | 'emit'>,
): Promise<MutagenesisReadout> {
  const { manifest } = context.model.model;
  checkReadout(manifest, choice);
  if (choice.kind === 'likelihood') return { kind: 'likelihood', masked: choice.masked ?? false };
  const track = targetTrack(manifest, choice.track);
  const { at } = choice;
  if (at === undefined) return { kind: 'track', track, place: region };
  const { contig, start, end, gene } = await placeOf(
    at,
    { annotation, prefer: region.contig },
    context,
  );
  const place = { contig, start, end };
  expectNear(place, region, manifest);
  return { kind: 'track', track, place, gene };
}

/** Errors: those of `findPlace`. */
async function placeOf(
  name: string,
  { annotation, prefer }: { readonly annotation: string | undefined; readonly prefer: string },
  { genome, emit }: Pick<AnalysisContext, 'genome' | 'emit'>,
): Promise<NamedPlace> {
  try {
    const onNote = (note: string) => emit(textNote(note));
    return await findPlace(name, annotation, { contigs: genome.contigs, onNote, prefer });
  } catch (error) {
    const isName = isMegabaseError(error) && error.code === 'contig-unknown' && !/:\d/.test(name);
    if (!isName || annotation !== undefined) throw error;
    throw new MegabaseError(
      'usage',
      `"${name}" is no region: for a gene's name an annotation is needed (--annotation).`,
      { cause: error },
    );
  }
}

function expectNear(place: Region, region: Region, manifest: Manifest): void {
  const wrong = (message: string) => new MegabaseError('usage', message);
  const [from, to] = [formatRegion(region), formatRegion(place)];
  if (place.contig !== region.contig) {
    throw wrong(`The readout ${to} is on another contig than ${from}: nothing there would change.`);
  }
  const gap = Math.max(place.start - region.end, region.start - place.end, 0);
  const reach = changeReach(manifest);
  if (gap <= reach) return;
  const side = reach.toLocaleString('en-US');
  throw wrong(
    `The readout ${to} is ${gap.toLocaleString('en-US')} bp from ${from}; the model sees ${side} bp ` +
      'on each side, so nothing there would change.',
  );
}
