import { basename, resolve } from 'node:path';
import {
  defaultThreshold,
  figureResolutions,
  isMegabaseError,
  linksOf,
  MegabaseError,
  type EffectMap,
  type FigureRequest,
  type KnownEffects,
  type ProjectBaseMap,
  type ProjectMap,
  type Region,
} from '../contract/index.ts';
import {
  alleleSpecs,
  areaRows,
  drawnRows,
  shownDependencies,
  shownMutagenesis,
  type BaseMapSpec,
  trackInfo,
  type EffectSpec,
  type FetchView,
  type Row,
} from '../drawing/index.ts';
import {
  commandText,
  drawFigure,
  figureFormat,
  svgText,
  writeFigure,
  type Figure,
  type FigureCommand,
} from '../analysis/figure/index.ts';
import { resultOf } from '../analysis/events/index.ts';
import { checkOutputs } from '../analysis/export/index.ts';
import { programVersion } from '../home/index.ts';
import { parseRegion } from '../sequence/index.ts';
import { expectAgreed, filesOfProject } from './agreed-outputs.ts';
import type { Answers } from './answers.ts';
import type { JobContext } from './job-context.ts';
import type { ProjectStore } from './project-store.ts';

/** Of the workbench's own methods those that rows of a figure are read by. */
type Reads = Pick<
  Answers,
  'view' | 'variantView' | 'effectMap' | 'models' | 'tutorialEffects' | 'jobs' | 'baseMap'
>;

type FigureFile = Pick<FigureCommand, 'out' | 'format' | 'dpi'>;

const never = new AbortController().signal;

/** Figures: the rows of a project, composed for paper. */
export function figureMethods(
  projects: ProjectStore,
  tools: Omit<JobContext, 'onFinished'>,
  reads: Reads,
): Pick<Answers, 'figure' | 'exportFigure'> {
  const compose = async (
    request: FigureRequest,
    file: Partial<FigureFile>,
    signal: AbortSignal,
  ) => {
    const project = projects.get(request.project);
    const { id, genome } = project;
    const region = parseRegion(request.region, genome.contigs);
    const notes: string[] = [];
    const rows = await rowsOf(request, notes);
    const view: FetchView = async (asked, allele) =>
      allele
        ? reads.variantView({ project: id, ...asked, ...allele })
        : reads.view({ project: id, ...asked });
    const { runs, marks } = projects.describe(project);
    const runOf = (run: string) => runs.find((one) => one.id === run)?.run;
    const beyond = beyondCommand(rows);
    const inputs = inputsOf(request, project.path);
    const command = { ...request, inputs, format: 'svg', dpi: 0, ...file } as const;
    const spec = {
      ...{ region, rows, marks, hasLegend: request.legend },
      ...{ title: request.title, width: request.width, fontSize: request.fontSize },
      notes: [
        { key: 'program', text: `Megabase ${programVersion()}` },
        { key: 'command', text: commandText(command) },
        ...(beyond.length > 0 ? [{ key: 'not in the command', text: beyond.join('; ') }] : []),
      ],
    };
    const figure = await resultOf(drawFigure({ genome, view, runOf }, spec, signal), (event) => {
      if (event.kind === 'note' && event.note.kind === 'text') notes.push(event.note.text);
    });
    return { figure, notes: [...new Set(notes)] };
  };

  const rowsOf = async (request: FigureRequest, notes: string[]): Promise<readonly Row[]> => {
    const project = projects.describe(projects.get(request.project));
    const [models, jobs] = [await reads.models(), await reads.jobs()];
    const { compared = [], comparedAs = 'line', variant, rows: ids } = request;
    const effects = await effectSpecs(request, project.maps, notes);
    const baseMaps = await baseMapSpecs(request, project.baseMaps, notes);
    const set = variant && project.variantSets.find((one) => one.id === variant.set);
    const alleles =
      variant && set ? alleleSpecs(variant, trackInfo(set.model, variant.track, models)) : [];
    const content = { project, models, jobs, compared, comparedAs, effects, baseMaps, alleles };
    const all = areaRows(content);
    if (ids === undefined) return drawnRows(all, project.layout);
    return ids.flatMap((id) => {
      const found = all.filter((row) => row.id === id || row.name === id);
      if (found.length > 0) return found;
      const known = new Set(all.map((row) => row.name));
      throw new MegabaseError(
        'project-entry-unknown',
        `The project has no row "${id}"; it has ${[...known].join(', ') || 'none'}.`,
      );
    });
  };

  const effectSpecs = async (
    { project, rows, thresholds, knownLinks }: FigureRequest,
    maps: readonly ProjectMap[],
    notes: string[],
  ): Promise<EffectSpec[]> => {
    const isNamed = rows?.some((row) => !row.startsWith('map:')) ?? true;
    const wanted = maps.filter(
      ({ id, shown }) => rows?.includes(`map:${id}`) || (isNamed && shown),
    );
    const known = knownLinks ? await reads.tutorialEffects() : undefined;
    const specs: EffectSpec[] = [];
    for (const { id, createdAt } of wanted) {
      try {
        const numbers = await reads.effectMap({ project, map: id });
        const threshold = thresholds?.[id] ?? defaultThreshold(numbers);
        const links = linksOf(numbers, threshold);
        const own = { id: `map:${id}`, map: id, createdAt, numbers, threshold, links };
        specs.push({ ...own, chosen: undefined, known: known ? knownIn(known, numbers) : [] });
      } catch (error) {
        if (rows?.includes(`map:${id}`) || !isMegabaseError(error)) throw error;
        notes.push(error.message);
      }
    }
    return specs;
  };

  const baseMapSpecs = async (
    { project, rows }: FigureRequest,
    maps: readonly ProjectBaseMap[],
    notes: string[],
  ): Promise<BaseMapSpec[]> => {
    const specs: BaseMapSpec[] = [];
    const isNamed = rows?.some((row) => !row.startsWith('bases:')) ?? true;
    for (const made of maps) {
      if (!rows?.includes(`bases:${made.id}`) && !(isNamed && made.shown)) continue;
      const id = `bases:${made.id}`;
      try {
        const map = await reads.baseMap({ project, map: made.id });
        const picture =
          map.kind === 'mutagenesis'
            ? ({ kind: map.kind, shown: shownMutagenesis(map.numbers) } as const)
            : ({ kind: map.kind, shown: shownDependencies(map.numbers) } as const);
        specs.push({ id, made, picture, chosen: undefined });
      } catch (error) {
        if (rows?.includes(id) || !isMegabaseError(error)) throw error;
        notes.push(error.message);
      }
    }
    return specs;
  };

  return {
    figure: async (request, signal = never) => {
      const { figure, notes } = await compose(request, {}, signal);
      return { svg: svgText(figure), ...sizeOf(figure), notes };
    },
    exportFigure: async (request, signal = never) => {
      const path = resolve(request.path);
      const format = figureFormat(path, request.format);
      const { dpi } = request;
      if (!figureResolutions.some((one) => one === dpi)) {
        const known = figureResolutions.join(' or ');
        throw new MegabaseError('usage', `PNG has ${known} dpi; ${dpi} was asked for.`);
      }
      const project = projects.get(request.project);
      const inputs = filesOfProject(project, tools.models.library);
      const replaces = expectAgreed(await checkOutputs([path], inputs), request.replace);
      const { figure, notes } = await compose(request, { out: path, format, dpi }, signal);
      const bytes = await writeFigure(figure, path, { format, dpi, replaces });
      return { path, format, records: figure.rows, bytes, leftOut: 0, notes };
    },
  };
}

/** Rows that only a window has: of two runs laid over each other, and of an opened variant. */
const ofWindow = /^(heading:)?(compared|alleles)/;

/** What the command's options say of a project's rows. */
function inputsOf({ rows }: FigureRequest, project: string): string[] {
  const named = rows?.filter((id) => !ofWindow.test(id)) ?? [];
  return ['--project', basename(project), ...(named.length > 0 ? ['--rows', ...named] : [])];
}

/** What a figure shows that no option of the command asks for. */
function beyondCommand(rows: readonly Row[]): string[] {
  const words = rows.flatMap((row) => {
    if (row.kind === 'prediction') {
      const { alleles, compared } = row.spec;
      if (alleles !== undefined) return [`the alleles of ${alleles}`];
      return compared === undefined ? [] : ['the comparison of two runs'];
    }
    if (row.kind !== 'effects') return [];
    const { threshold, numbers, known } = row.spec;
    return [
      ...(threshold === defaultThreshold(numbers)
        ? []
        : [`arcs from an effect of ${threshold} on`]),
      ...(known.length > 0 ? ['the known links'] : []),
    ];
  });
  return [...new Set(words)];
}

function sizeOf({ width, height }: Figure): { width: number; height: number } {
  return { width, height };
}

/** Known links with both ends in what was read. */
function knownIn({ links }: KnownEffects, { interval }: EffectMap) {
  const isInside = ({ contig, start, end }: Region) =>
    contig === interval.contig && start >= interval.start && end <= interval.end;
  return links.filter(({ element, target }) => isInside(element) && isInside(target));
}
