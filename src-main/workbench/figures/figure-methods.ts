import { basename } from 'node:path';
import {
  defaultThreshold,
  type FigureRequest,
  type FigureMethods,
  type Project,
} from '../../contract/index.ts';
import type { Row } from '../../drawing/index.ts';
import {
  commandText,
  drawFigure,
  svgText,
  writeFigure,
  type FigureCommand,
} from '../../analysis/figure/index.ts';
import { resultOf } from '../../analysis/events/index.ts';
import { parseRegion } from '../../sequence/index.ts';
import type { AnswersTo } from '../answers.ts';
import { figureOutput } from './figure-output.ts';
import { figureParts, type FigureReads } from './figure-parts.ts';
import type { JobContext } from '../environment/index.ts';
import type { ProjectStore } from '../project/index.ts';

type FigureFile = Pick<FigureCommand, 'out' | 'format' | 'dpi'>;

const never = new AbortController().signal;

/** Figures: the rows of a project, composed for paper. */
export function figureMethods(
  projects: ProjectStore,
  tools: JobContext,
  reads: FigureReads,
): AnswersTo<FigureMethods> {
  const compose = async (
    request: FigureRequest,
    file: Partial<FigureFile>,
    signal: AbortSignal,
  ) => {
    const { path: projectPath, genome } = projects.get(request.project);
    const region = parseRegion(request.region, genome.contigs);
    const {
      project,
      sources,
      rows,
      marks,
      notes: read,
    } = await figureParts(projects, reads, request);
    const notes = [...read];
    const beyond = beyondCommand(rows);
    const inputs = inputsOf(request, projectPath);
    const command = { ...request, inputs, format: 'svg', dpi: 0, ...file } as const;
    const spec = {
      ...{ region, rows, marks, hasLegend: request.legend },
      ...{ title: request.title, width: request.width, fontSize: request.fontSize },
      sequenceStrand: isReversed(project) ? ('-' as const) : ('+' as const),
      notes: [
        { key: 'command', text: commandText(command) },
        ...(beyond.length > 0 ? [{ key: 'not in the command', text: beyond.join('; ') }] : []),
      ],
    };
    const figure = await resultOf(drawFigure(sources, spec, signal), (event) => {
      if (event.kind === 'note' && event.note.kind === 'text') notes.push(event.note.text);
    });
    return { figure, notes: [...new Set(notes)] };
  };

  return {
    figure: async (request, signal = never) => {
      const { figure, notes } = await compose(request, {}, signal);
      const { width, height } = figure;
      return { svg: svgText(figure), width, height, notes };
    },
    exportFigure: async (request, signal = never) => {
      const output = await figureOutput(request, projects, tools.models.library);
      const { path, format, dpi } = output;
      const { figure, notes } = await compose(request, { out: path, format, dpi }, signal);
      const bytes = await writeFigure(figure, path, output);
      return { path, format, records: figure.rows, bytes, leftOut: 0, notes };
    },
  };
}

/** Whether the sequence is written as the reverse strand has it. */
function isReversed({ layout }: Project): boolean {
  return layout.rows['sequence']?.options?.reversed === true;
}

/** Rows that only a window has: of an opened variant. */
const ofWindow = /^(heading:)?alleles/;

/** What the command's options say of a project's rows. */
function inputsOf({ rows }: FigureRequest, project: string): string[] {
  const named = rows?.filter((id) => !ofWindow.test(id)) ?? [];
  return ['--project', basename(project), ...(named.length > 0 ? ['--rows', ...named] : [])];
}

/** What a figure shows that no option of the command asks for. */
function beyondCommand(rows: readonly Row[]): string[] {
  const words = rows.flatMap((row) => {
    if (row.kind === 'prediction') {
      const { alleles } = row.spec;
      return alleles === undefined ? [] : [`the alleles of ${alleles}`];
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
