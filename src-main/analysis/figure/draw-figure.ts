import { basename } from 'node:path';
import {
  formatRegion,
  type Mark,
  type ModelIdentity,
  type Region,
  type RunInfo,
} from '../../contract/index.ts';
import {
  isFile,
  layOutFigure,
  SvgPen,
  textSize,
  type LegendItem,
  type Row,
} from '../../drawing/index.ts';
import type { HeaderNote } from '../../formats/output/index.ts';
import { runAnalysis, textNote, type AnalysisEvent, type Running } from '../events/index.ts';
import { checkSize } from './check-size.ts';
import { points, type Figure } from './figure.ts';
import { openFonts, type FigureFonts } from './fonts.ts';
import { figureNotes, modelNote } from './notes.ts';
import { readFigureRows, type FigureSources } from './rows/index.ts';

/** What a figure is to show, and how. */
export interface FigureSpec {
  /** What is seen; 0-based half-open, inside a contig. */
  readonly region: Region;
  /** From top to bottom, below ruler and sequence. */
  readonly rows: readonly Row[];
  readonly marks: readonly Mark[];
  readonly title?: string | undefined;
  /** mm */
  readonly width: number;
  /** Points. */
  readonly fontSize: number;
  readonly hasLegend: boolean;
  /** What the legend tells of figures that stand above. */
  readonly otherLegend?: readonly LegendItem[] | undefined;
  /** Which strand's bases are written, from left to right; the forward one where absent. */
  readonly sequenceStrand?: '+' | '-' | undefined;
  /** What else made it: program, command, project. */
  readonly notes: readonly HeaderNote[];
}

/** A figure of rows. */
export interface RowsFigure extends Figure {
  /** What its legend has to tell, drawn or not. */
  readonly legend: readonly LegendItem[];
}

/**
 * Composes a figure: what each row shows is read, from files and from the cache, and laid out. Nothing is
 * computed by a model. Errors: `usage` for a size that is no figure's, `region-outside`; those of the readers of
 * files and of the cache; `cancelled`.
 */
export function drawFigure(
  sources: FigureSources,
  spec: FigureSpec,
  signal: AbortSignal,
): AsyncIterable<AnalysisEvent<RowsFigure>> {
  return runAnalysis(signal, (running) => compose(sources, spec, running));
}

async function compose(
  sources: FigureSources,
  spec: FigureSpec,
  { emit, signal }: Running,
): Promise<RowsFigure> {
  const { region, rows, marks, title, fontSize, hasLegend, otherLegend } = spec;
  const { sequenceStrand = '+' } = spec;
  const scale = fontSize / textSize;
  const width = points(spec.width) / scale;
  checkSize(spec);
  const bpPerPixel = (region.end - region.start) / width;
  const onNote = (text: string) => emit(textNote(text));
  const context = { ...sources, region, rows, sequenceStrand, bpPerPixel, signal, onNote };
  const figureRows = await readFigureRows(context);
  const reads = rows.flatMap((row) => (row.kind === 'heading' ? row.reads : []));
  const content = { title, region, rows: figureRows, marks, reads, hasLegend, otherLegend };
  const fonts = await openFonts();
  const { measure } = fonts;
  const measuring = new SvgPen({ measure, scale });
  const laidOut = layOutFigure(measuring, content, width);
  const figure: RowsFigure = {
    ...{ width: spec.width, height: (laidOut.height / width) * spec.width, scale },
    ...{ title: title ?? formatRegion(region), notes: notesOf(spec, sources) },
    ...{ measure, rows: rows.length, legend: laidOut.legend },
    draw: (pen, prefix) => laidOut.draw(pen, prefix),
  };
  noteLacking(figure, fonts, onNote);
  return figure;
}

/** What made the figure: each model and run once. */
function notesOf({ region, rows, notes }: FigureSpec, sources: FigureSources) {
  const runs = new Map<string, RunInfo>();
  const files = new Set<string>();
  const models = new Map<string, ModelIdentity>();
  for (const row of rows) {
    if (row.kind === 'file') files.add(row.track.name);
    if (row.kind === 'prediction') {
      for (const source of row.spec.layers.flat()) {
        const info = isFile(source) ? undefined : sources.runOf(source.run);
        if (isFile(source)) files.add(source.file.name);
        if (info) runs.set(info.key, info);
      }
    }
    for (const model of modelsOf(row, sources)) models.set(model.hash, model);
  }
  return figureNotes(notes, [
    { key: 'genome', text: basename(sources.genome.path) },
    { key: 'region', text: `${formatRegion(region)} (1-based)` },
    ...[...models.values()].map(modelNote),
    ...[...runs.values()].map((run) => ({ key: 'run', text: runText(run) })),
    ...[...files].map((text) => ({ key: 'file', text })),
  ]);
}

/** The models that a row shows something of. */
function modelsOf(row: Row, { runOf, modelOfSet }: FigureSources): readonly ModelIdentity[] {
  switch (row.kind) {
    case 'effects':
      return [row.spec.numbers.model];
    case 'base map':
      return [row.spec.made.model];
    case 'prediction':
      return row.spec.layers.flat().flatMap((source) => {
        if (isFile(source)) return [];
        const { run, allele } = source;
        const model = allele ? modelOfSet(allele.set) : runOf(run)?.model;
        return model ?? [];
      });
    case 'file':
    case 'heading':
      return [];
  }
}

function runText({ key, engineVersion: engine, provider, createdAt, interval }: RunInfo): string {
  return `${key}: ${formatRegion(interval)}, engine ${engine} on ${provider}, ${createdAt}`;
}

/** PDF and PNG carry letters of their own, which have no Chinese, for one. */
function noteLacking(figure: Figure, fonts: FigureFonts, onNote: (note: string) => void): void {
  const lacking = new Set<string>();
  const pen = new SvgPen({ measure: fonts.measure, scale: 1 });
  const fillText = pen.fillText.bind(pen);
  pen.fillText = (text, x, y) => {
    for (const letter of fonts.lacking(text)) lacking.add(letter);
    fillText(text, x, y);
  };
  figure.draw(pen);
  if (lacking.size === 0) return;
  const letters = [...lacking].slice(0, 8).join(' ');
  onNote(`PDF and PNG have no letters for ${letters}; SVG shows them where the reader's fonts do.`);
}
