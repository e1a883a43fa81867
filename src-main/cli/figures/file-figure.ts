import { basename } from 'node:path';
import {
  formatRegion,
  type FigureFormat,
  type FigureLook,
  defined,
  isMegabaseError,
  type Region,
} from '../../contract/index.ts';
import { openEnvironment, type OpenEnvironment } from '../../analysis/environment/index.ts';
import { resultOf } from '../../analysis/events/index.ts';
import { checkOutputs } from '../../analysis/export/index.ts';
import {
  commandText,
  drawFigure,
  fileMarks,
  fileRows,
  genomeSources,
  writeFigure,
  type FileRow,
} from '../../analysis/figure/index.ts';
import type { CommandContext } from '../context.ts';
import { openNotes } from '../console/index.ts';
import { oneRegion } from '../environment/index.ts';
import { openOutputs, pathsOf, type OverwriteOption } from '../outputs.ts';
import type { WrittenRows } from './project-figure.ts';
import { mapPaths } from '../../formats/bytes/index.ts';
import { AnnotationSearch, findPlaces } from '../../workbench/index.ts';

interface FileFigureOptions extends FigureLook, OverwriteOption {
  readonly fasta: string;
  readonly tracks?: readonly string[];
  readonly marks?: string;
  readonly region: string;
  readonly dpi: number;
  readonly out: string;
}

/** Writes what files say of a region. Errors: those of the files and of the region. */
export async function figureOfFiles(
  options: FileFigureOptions,
  format: FigureFormat,
  context: CommandContext,
): Promise<WrittenRows> {
  const { fasta, tracks = [], marks, region: wanted, out, dpi } = options;
  const { width, fontSize, title, legend } = options;
  const look = { width, fontSize, title, legend };
  const { signal } = context;
  const rows = fileRows(tracks);
  const inputs = [fasta, ...tracks, ...pathsOf(marks)];
  const replaces = await openOutputs([out], () => checkOutputs([out], inputs), options, context);
  const { onNote } = openNotes(context.console);
  const opened = await openEnvironment({ fasta }, { onNote, signal });
  try {
    const { genome } = opened;
    const region = await regionOrGene(opened, wanted, rows);
    const command = { ...look, region: wanted, inputs: inputsOf(options), out, format, dpi };
    const spec = {
      ...{ ...look, region, rows, hasLegend: legend },
      marks: marks === undefined ? [] : await fileMarks(marks, genome),
      notes: [{ key: 'command', text: commandText(command) }],
    };
    const drawn = await resultOf(drawFigure(genomeSources(genome), spec, signal), (event) => {
      if (event.kind === 'note' && event.note.kind === 'text') onNote(event.note.text);
    });
    const bytes = await writeFigure(drawn, out, { format, dpi, replaces });
    return { path: out, format, rows: drawn.rows, bytes, region: formatRegion(region) };
  } finally {
    await opened.close();
  }
}

/** A region, or a gene of the annotation among the rows. Errors: those of `oneRegion` and `findPlaces`. */
async function regionOrGene(
  opened: OpenEnvironment,
  text: string,
  rows: readonly FileRow[],
): Promise<Region> {
  try {
    return await oneRegion(opened, text);
  } catch (error) {
    const named = rows.filter(({ track }) => track.kind === 'annotation');
    const isName = isMegabaseError(error) && error.code === 'contig-unknown';
    if (!isName || named.length === 0) throw error;
    const paths = named.map(({ track }) => track.path);
    const { contigs } = opened.genome;
    const [place] = await findPlaces(text, contigs, paths, new AnnotationSearch(), true);
    return defined(place).region;
  }
}

/** The files as options, by their names. */
function inputsOf({ fasta, tracks = [], marks }: FileFigureOptions): string[] {
  return [
    ...['--fasta', mapPaths(fasta, basename)],
    ...(tracks.length === 0 ? [] : ['--tracks', ...tracks.map((one) => mapPaths(one, basename))]),
    ...(marks === undefined ? [] : ['--marks', basename(marks)]),
  ];
}
