import {
  formatRegion,
  isMegabaseError,
  MegabaseError,
  type MutagenesisReadout,
  type Region,
} from '../../contract/index.ts';
import { hasLikelihood, headTracks, sideContext, type Manifest } from '../../model/index.ts';
import { parseRegion, placeFeatures } from '../../sequence/index.ts';
import { geneTargets, readGenes, targetTrack } from '../effects/index.ts';
import type { AnalysisContext } from '../environment/index.ts';
import { textNote } from '../events/index.ts';
import { nearNames } from '../records/index.ts';

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
  const found =
    annotation === undefined ? undefined : await findGene(at, annotation, region, context);
  const place = found ?? readPlace(at, annotation, context);
  expectNear(place, region, manifest);
  return { kind: 'track', track, place, ...(found && { gene: at }) };
}

/** Where a gene starts; undefined for a name that is none but may be a region. */
async function findGene(
  name: string,
  path: string,
  { contig }: Region,
  { genome, emit }: Pick<AnalysisContext, 'genome' | 'emit'>,
): Promise<Region | undefined> {
  const features = await readGenes(path);
  const file = { path, features, unit: 'gene', partly: true } as const;
  const genes = placeFeatures(file, genome.contigs, (note) => emit(textNote(note)));
  const keys = ['Name', 'gene_name', 'gene', 'ID', 'gene_id'];
  const named = genes.filter(({ attributes }) =>
    keys.some((key) => attributes[key]?.includes(name)),
  );
  const here = named.filter((gene) => gene.contig === contig);
  const lengths = new Map(genome.contigs.map((one) => [one.name, one.length]));
  const targets = here.flatMap((gene) => {
    const all = { contig, start: 0, end: lengths.get(contig) ?? 0 };
    // What is near a contig's end is cut there.
    return geneTargets([gene], { ...all, start: -Infinity, end: Infinity }).map((target) => ({
      contig,
      start: Math.max(all.start, target.start),
      end: Math.min(all.end, target.end),
    }));
  });
  const [only, ...others] = targets;
  const wrong = (message: string) => new MegabaseError('usage', message);
  if (only !== undefined && others.length === 0) return only;
  if (only !== undefined) {
    const places = targets.map(formatRegion).join(', ');
    throw wrong(
      `${path} has ${targets.length} genes "${name}" on ${contig}, at ${places}; name a region.`,
    );
  }
  const [other] = named;
  if (other) throw wrong(`The gene "${name}" is on ${other.contig}, the region on ${contig}.`);
  if (/:\d/.test(name) || genome.contigs.some((one) => one.name === name)) return undefined;
  const known = genes.flatMap(({ attributes }) => keys.flatMap((key) => attributes[key] ?? []));
  const near = nearNames(name, [...new Set(known)]);
  const hint = near.length > 0 ? `; near: ${near.join(', ')}` : '';
  throw wrong(`${path} has no gene "${name}"${hint}.`);
}

function readPlace(
  text: string,
  annotation: string | undefined,
  { genome, emit }: Pick<AnalysisContext, 'genome' | 'emit'>,
): Region {
  try {
    return parseRegion(text, genome.contigs, (note) => emit(textNote(note)));
  } catch (error) {
    const isName = isMegabaseError(error) && error.code === 'contig-unknown' && !/:\d/.test(text);
    if (!isName || annotation !== undefined) throw error;
    throw new MegabaseError(
      'usage',
      `"${text}" is no region: for a gene's name an annotation is needed (--annotation).`,
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
  // A model with a state is read across any distance.
  if (manifest.tiling === undefined || gap <= sideContext(manifest)) return;
  const side = sideContext(manifest).toLocaleString('en-US');
  throw wrong(
    `The readout ${to} is ${gap.toLocaleString('en-US')} bp from ${from}; the model sees ${side} bp ` +
      'on each side, so nothing there would change.',
  );
}
