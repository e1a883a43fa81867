import { InvalidArgumentError, type Command } from 'commander';
import type { ElementSource, ReadingChoice } from '../../analysis/effects/index.ts';
import { MegabaseError, type KnockOut } from '../../contract/index.ts';
import { loadModel, type LoadedModel } from '../../library/index.ts';
import { headTracks } from '../../model/index.ts';
import { openLibrary } from '../environment/index.ts';
import { parseCount, parseNumber } from '../options/index.ts';

/** Of commands that knock out elements. */
export interface ElementOptions {
  readonly elements?: string;
  readonly tile?: number;
  readonly fromTrack?: ElementSource;
}

export function addElementOptions(command: Command): Command {
  return command
    .option('--elements <BED>', 'knock out the features of a BED file; - for standard input')
    .option('--tile <BP>', 'knock out consecutive tiles of this length', parseCount)
    .option(
      '--from-track <TRACK:X>',
      'knock out regions called by a track (default: enhancer:0.5, or the first track with that role)',
      parseFromTrack,
    );
}

/** The elements that were asked for, else those that the model calls. Error: `usage` where there are none. */
export function chooseElements(options: ElementOptions, model: LoadedModel): ElementSource {
  const chosen = elementsOrNone(options, model);
  if (chosen) return chosen;
  throw new MegabaseError(
    'usage',
    `${model.identity.name} has no enhancer track: give --elements or --tile.`,
  );
}

/** The same, and undefined of a model that calls none. Error: `usage` for more than one choice. */
export function elementsOrNone(
  { elements, tile, fromTrack }: ElementOptions,
  { model }: LoadedModel,
): ElementSource | undefined {
  const given = [elements, tile, fromTrack].filter((one) => one !== undefined).length;
  if (given > 1) {
    throw new MegabaseError('usage', 'Give one of --elements, --tile and --from-track.');
  }
  if (elements !== undefined) return { kind: 'bed', path: elements };
  if (tile !== undefined) return { kind: 'tile', bp: tile };
  if (fromTrack) return fromTrack;
  const enhancers = headTracks(model.manifest).find(({ role }) => role === 'enhancer');
  return enhancers && { kind: 'track', track: enhancers.id, threshold: 0.5 };
}

function parseFromTrack(text: string): ElementSource {
  const [, track, threshold = '0.5'] = /^([^:]+)(?::(.+))?$/.exec(text) ?? [];
  if (track === undefined) throw new InvalidArgumentError('Expected a track such as enhancer:0.5.');
  return { kind: 'track', track, threshold: parseNumber(threshold) };
}

/** Of commands that choose how elements are knocked out. */
export interface KnockOutOptions {
  readonly knockout: 'n' | 'shuffle';
  readonly shuffles: number;
}

export function addKnockOutOptions(command: Command): Command {
  return command
    .option(
      '--knockout <N|shuffle>',
      'replace by N, or by dinucleotide shuffles',
      parseKnockOut,
      'n',
    )
    .option('--shuffles <N>', 'number of shuffles to average over', parseCount, 3);
}

export function knockOutOf({ knockout, shuffles }: KnockOutOptions): KnockOut {
  return knockout === 'n' ? { kind: 'n' } : { kind: 'shuffle', times: shuffles };
}

/** Of commands that tell answers apart of which a model otherwise gives one. */
export interface ReadingOptions {
  readonly strands?: boolean;
  readonly members?: boolean;
  readonly compare?: readonly string[];
}

export function addReadingOptions(command: Command): Command {
  return command
    .option('--strands', 'also give the effect on each strand, read by itself')
    .option('--members', 'also give the effect by each member of a model that has several')
    .option(
      '--compare <ID|FOLDER...>',
      'also give the effect by other models with a track of that name and unit',
    );
}

/** Errors: those of the library. */
export async function readingsOf({
  strands,
  members,
  compare = [],
}: ReadingOptions): Promise<ReadingChoice> {
  const library = openLibrary();
  const models = await Promise.all(compare.map((one) => loadModel(library.find(one))));
  return { strands, members, models };
}

function parseKnockOut(text: string): 'n' | 'shuffle' {
  const kind = text.toLowerCase();
  if (kind === 'n' || kind === 'shuffle') return kind;
  throw new InvalidArgumentError('Expected N or shuffle.');
}
