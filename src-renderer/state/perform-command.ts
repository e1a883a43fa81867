import {
  figureDefaults,
  figureFormats,
  formatRegion,
  isGenomeFile,
  isProjectFile,
  type Region,
  type WindowCommand,
  type WindowState,
} from '../../src-main/contract/index.ts';
import type { Row } from '../../src-main/drawing/index.ts';
import type { WorkbenchClient } from '../../src-main/transport/browser.ts';
import { looksLikeFolder } from '../format/index.ts';
import { formatLoci, splitLoci } from '../locus/index.ts';
import type { LayoutState, TrackArea, ViewState } from './view/index.ts';
import { type Marks, openPaths, type OpenContext } from './project/index.ts';

/** What commands need of the window. */
export interface DrivenContext extends OpenContext {
  readonly workbench: Pick<WorkbenchClient, 'exportFigure'>;
  readonly view: ViewState;
  readonly area: TrackArea;
  readonly layout: LayoutState;
  readonly marks: Marks;
}

/** How long a genome may take to be drawn once it is opened, ms. */
const longestOpening = 30_000;

/** Does what another program asks, by the same ways as a person does it; throws what went wrong. */
export async function performCommand(
  window: DrivenContext,
  command: WindowCommand,
): Promise<object> {
  switch (command.kind) {
    case 'state':
      return stateOf(window);
    case 'goto':
      await goTo(window, command.locus);
      return { locus: formatLoci(window.view.loci.map(({ region }) => region)) };
    case 'open':
      await open(window, command.path);
      return stateOf(window);
    case 'show_rows': {
      const rows = (await shownGenome(window)).filter(({ kind }) => kind !== 'heading');
      const shown = command.rows.map((name) => rowNamed(rows, name).id);
      await heeding(window, () => window.layout.show(rows, shown));
      return { rows: stateOf(window).rows };
    }
    case 'set_range':
      return setRange(window, command);
    case 'mark': {
      await shownGenome(window);
      const region = await oneRegion(window, command.region);
      const { name } = command;
      await heeding(window, () => window.marks.add([{ ...region, name }]));
      return { marks: window.marks.list };
    }
    case 'figure':
      return writeFigure(window, command);
  }
}

async function open(window: DrivenContext, path: string): Promise<void> {
  if (looksLikeFolder(path)) throw new Error(`${path} is no project, genome or file.`);
  const said = await heeding(window, () => openPaths(window, [path]));
  const { project } = window;
  const isThere =
    isProjectFile(path) || isGenomeFile(path) || project?.tracks.some((one) => one.path === path);
  if (!isThere) throw new Error(said.join(' ') || `${path} could not be opened.`);
}

function stateOf({ project, view, area, marks }: DrivenContext): WindowState {
  const drawn = new Set(area.drawn?.map(({ id }) => id));
  return {
    project: project && { name: project.name, path: project.path },
    locus: formatLoci(view.loci.map(({ region }) => region)),
    rows: area.rows
      .filter(({ kind }) => kind !== 'heading')
      .map(({ id, name, kind }) => ({ id, name, kind, shown: drawn.has(id) })),
    marks: marks.list,
  };
}

/** The rows of a genome that is drawn; one that was just opened is waited for. */
async function shownGenome(window: DrivenContext): Promise<readonly Row[]> {
  if (!window.project) throw new Error('No project is open in the window.');
  if (!window.project.genome) throw new Error("The project's genome was not found.");
  const until = performance.now() + longestOpening;
  while (!window.view.browser || !window.view.visible) {
    if (performance.now() > until) throw new Error('The genome is not drawn yet.');
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
  return window.area.rows;
}

async function goTo(window: DrivenContext, text: string): Promise<void> {
  await shownGenome(window);
  const regions = await regionsOf(window, text);
  await heeding(window, () => window.view.showLoci(regions));
}

async function regionsOf({ view, marks }: DrivenContext, text: string): Promise<Region[]> {
  const parts = marks.named(text) ? [text] : splitLoci(text);
  const regions: Region[] = [];
  for (const part of parts) {
    // A person picks one of those that begin so; a program does not see them.
    const [place] = await view.find(part, true);
    if (!place) throw new Error(`No gene, region or mark matches "${part}".`);
    regions.push(place.region);
  }
  return regions;
}

async function oneRegion(window: DrivenContext, text: string): Promise<Region> {
  const [region, ...others] = await regionsOf(window, text);
  if (region && others.length === 0) return region;
  throw new Error(`One region is expected; "${text}" names ${others.length + (region ? 1 : 0)}.`);
}

function rowNamed(rows: readonly Row[], name: string): Row {
  const found = rows.find(({ id }) => id === name) ?? rows.find((row) => row.name === name);
  if (found) return found;
  const names = rows.map((row) => row.name).join(', ') || 'none';
  throw new Error(`There is no row "${name}"; there are ${names}.`);
}

async function setRange(
  window: DrivenContext,
  { row: name, min, max }: Extract<WindowCommand, { kind: 'set_range' }>,
): Promise<object> {
  const row = rowNamed(await shownGenome(window), name);
  const isSignal = row.kind === 'file' && row.track.kind === 'signal';
  if (row.kind !== 'prediction' && !isSignal) throw new Error(`The row ${row.name} has no scale.`);
  if ((min === undefined) !== (max === undefined)) {
    throw new Error('A scale has both ends, min and max, or neither.');
  }
  if (min !== undefined && max !== undefined && min >= max) {
    throw new Error(`A scale goes from a smaller to a larger number; ${min} to ${max} was given.`);
  }
  const scale =
    min === undefined || max === undefined
      ? ({ kind: 'auto' } as const)
      : ({ kind: 'fixed', min, max } as const);
  await heeding(window, () => window.layout.set(row.id, { scale }));
  return { row: row.id, scale };
}

async function writeFigure(
  window: DrivenContext,
  command: Extract<WindowCommand, { kind: 'figure' }>,
): Promise<object> {
  await shownGenome(window);
  const { out: path, title, width = figureDefaults.width } = command;
  const { font_size: fontSize = figureDefaults.fontSize } = command;
  const { legend = figureDefaults.legend, dpi = figureDefaults.dpi } = command;
  const format = figureFormats.find((one) => path.toLowerCase().endsWith(`.${one}`)) ?? 'svg';
  const view = window.area.figureView;
  if (!view) throw new Error('Nothing is shown of the genome yet.');
  const region = command.region === undefined ? undefined : await oneRegion(window, command.region);
  const written = await window.workbench.exportFigure({
    ...view,
    ...(region && { region: formatRegion(region) }),
    ...{ path, format, dpi, width, fontSize, legend },
    ...(title === undefined ? {} : { title }),
    // Nothing that stands is replaced.
    replace: [],
  });
  return { ...written, region: region ? formatRegion(region) : view.region };
}

/**
 * Does it; a fault that the window tells meanwhile is thrown. Gives what else it told. Notices of it are closed: whoever
 * asked is told of them, and its person sees what was done in a line of its own.
 */
async function heeding(
  { notifications }: Pick<DrivenContext, 'notifications'>,
  work: () => Promise<unknown>,
): Promise<string[]> {
  const before = notifications.list.at(-1)?.id ?? 0;
  await work();
  const told = notifications.list.filter(({ id }) => id > before);
  for (const { id } of told) notifications.close(id);
  const fault = told.find(({ kind }) => kind === 'fault');
  if (!fault) return told.map(({ message }) => message);
  throw Object.assign(new Error(`${fault.title}. ${fault.message}`), { advice: fault.advice });
}
