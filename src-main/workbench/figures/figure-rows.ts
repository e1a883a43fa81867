import {
  defaultThreshold,
  isMegabaseError,
  linksOf,
  MegabaseError,
  type EffectMap,
  type FigureRequest,
  type KnownEffects,
  type Project,
  type Region,
} from '../../contract/index.ts';
import {
  alleleSpecs,
  areaRows,
  drawnRows,
  shownDependencies,
  shownMutagenesis,
  trackInfo,
  type BaseMapSpec,
  type EffectSpec,
  type Row,
} from '../../drawing/index.ts';
import type { Answers } from '../answers.ts';

/** What of a project is asked for; of `FigureRequest` all but where and how it is drawn. */
export type FigureContentRequest = Omit<
  FigureRequest,
  'region' | 'width' | 'fontSize' | 'title' | 'legend'
>;

/** Of the workbench's own methods those that rows of a figure are read by. */
export type RowReads = Pick<
  Answers,
  'effectMap' | 'models' | 'tutorialEffects' | 'jobs' | 'baseMap'
>;

/**
 * The rows of a project that a figure shows, from top to bottom; notes tell of what could not be read. Errors:
 * `project-entry-unknown`; those of reading a map that was asked for by its id.
 */
export async function figureRows(
  project: Project,
  request: FigureContentRequest,
  reads: RowReads,
  notes: string[],
): Promise<readonly Row[]> {
  const [models, jobs] = [await reads.models(), await reads.jobs()];
  const { variant, rows: ids } = request;
  const known = request.knownLinks ? await reads.tutorialEffects() : undefined;
  const effects = await readShown(
    { kind: 'map', made: project.maps, rows: ids, notes },
    async ({ id: map, createdAt }, id): Promise<EffectSpec> => {
      const numbers = await reads.effectMap({ project: project.id, map });
      const threshold = request.thresholds?.[map] ?? defaultThreshold(numbers);
      const links = linksOf(numbers, threshold);
      const own = { id, map, createdAt, numbers, threshold, links };
      return { ...own, chosen: undefined, known: known ? knownIn(known, numbers) : [] };
    },
  );
  const baseMaps = await readShown(
    { kind: 'bases', made: project.baseMaps, rows: ids, notes },
    async (made, id): Promise<BaseMapSpec> => {
      const map = await reads.baseMap({ project: project.id, map: made.id });
      const picture =
        map.kind === 'mutagenesis'
          ? ({ kind: map.kind, shown: shownMutagenesis(map.numbers) } as const)
          : ({ kind: map.kind, shown: shownDependencies(map.numbers) } as const);
      return { id, made, picture, chosen: undefined };
    },
  );
  const set = variant && project.variantSets.find((one) => one.id === variant.set);
  const alleles =
    variant && set ? alleleSpecs(variant, trackInfo(set.model, variant.track, models)) : [];
  const content = { project, models, jobs, effects, baseMaps, alleles };
  const all = areaRows(content);
  return ids === undefined ? drawnRows(all, project.layout) : ids.flatMap((id) => named(all, id));
}

function named(all: readonly Row[], id: string): readonly Row[] {
  const found = all.filter((row) => row.id === id || row.name === id);
  if (found.length > 0) return found;
  const known = new Set(all.map((row) => row.name));
  throw new MegabaseError(
    'project-entry-unknown',
    `The project has no row "${id}"; it has ${[...known].join(', ') || 'none'}.`,
  );
}

interface Shown<Made> {
  /** What ids of their rows begin with. */
  readonly kind: 'map' | 'bases';
  readonly made: readonly Made[];
  /** Ids or names of the rows that were asked for. */
  readonly rows: readonly string[] | undefined;
  readonly notes: string[];
}

/**
 * Reads maps that may be among the rows: those asked for by their id and, where names are left to be found,
 * those that the project shows. Of one of these that cannot be read a note tells.
 */
async function readShown<Made extends { readonly id: string; readonly shown: boolean }, Spec>(
  { kind, made, rows, notes }: Shown<Made>,
  read: (one: Made, row: string) => Promise<Spec>,
): Promise<Spec[]> {
  const hasNames = rows?.some((row) => !row.startsWith(`${kind}:`)) ?? true;
  const specs: Spec[] = [];
  for (const one of made) {
    const row = `${kind}:${one.id}`;
    const isAskedFor = rows?.includes(row) ?? false;
    if (!isAskedFor && !(hasNames && one.shown)) continue;
    try {
      specs.push(await read(one, row));
    } catch (error) {
      if (isAskedFor || !isMegabaseError(error)) throw error;
      notes.push(error.message);
    }
  }
  return specs;
}

/** Known links with both ends in what was read. */
function knownIn({ links }: KnownEffects, { interval }: EffectMap) {
  const isInside = ({ contig, start, end }: Region) =>
    contig === interval.contig && start >= interval.start && end <= interval.end;
  return links.filter(({ element, target }) => isInside(element) && isInside(target));
}
