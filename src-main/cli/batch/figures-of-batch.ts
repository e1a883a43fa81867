import { basename, dirname } from 'node:path';
import { defined, formatRegion, type FigureFormat, type FigureLook } from '../../contract/index.ts';
import { resultOf } from '../../analysis/events/index.ts';
import {
  drawFigure,
  stackFigures,
  writeFigure,
  type RowsFigure,
} from '../../analysis/figure/index.ts';
import { makeFolder, shellWord, type Replaceable } from '../../formats/output/index.ts';
import { readBatch } from '../../formats/igv-batch/index.ts';
import type { CommandContext } from '../context.ts';
import { openNotes } from '../console/index.ts';
import { openOutputs, type OverwriteOption } from '../outputs.ts';
import type { BatchPlan, BatchProblem } from './batch-plan.ts';
import { expectNoProblems } from './batch-problem.ts';
import { withStages, type Stages } from './batch-stages.ts';
import { checkFiles, findDoubles } from './check-outputs.ts';
import { planBatch } from './plan-batch.ts';
import { resolveSnapshots, type ReadySnapshot } from './resolve-snapshots.ts';

interface BatchOptions extends Omit<FigureLook, 'title'>, OverwriteOption {
  readonly batch: string;
  readonly fasta?: string;
  readonly project?: string;
  readonly dpi: number;
  readonly cache?: string;
  readonly json?: boolean;
}

/** A figure that a line of a batch file asked for. */
export interface WrittenSnapshot {
  readonly line: number;
  readonly path: string;
  readonly format: FigureFormat;
  readonly rows: number;
  readonly bytes: number;
  readonly regions: readonly string[];
}

export interface WrittenBatch {
  readonly snapshots: readonly WrittenSnapshot[];
  readonly notes: readonly string[];
}

/**
 * Draws the snapshots of an IGV batch file. All of it is read and checked before the first one is drawn: commands,
 * files, loci, and where the figures go. Errors: `batch-format`, `output-exists`, those of files.
 */
export async function figuresOfBatch(
  options: BatchOptions,
  context: CommandContext,
  onWritten: (snapshot: WrittenSnapshot) => void,
): Promise<WrittenBatch> {
  const { console, signal } = context;
  const { notes, onNote } = openNotes(console);
  const file = options.batch;
  const problems: BatchProblem[] = [];
  const start = { fasta: options.fasta, project: options.project, file };
  const plan = await planBatch(await readBatch(file, signal), start, problems);
  expectNoProblems(file, problems);
  for (const note of noteTexts(file, plan.notes)) onNote(note);
  for (const text of plan.echoes) console.note(text);

  const scenes = plan.snapshots.map(({ scene }) => scene);
  const tools = { cache: options.cache, context, onNote };
  const written = await withStages(scenes, tools, async (stages) => {
    const { ready, replaces } = await checked(options, plan, stages, context, onNote);
    const list: WrittenSnapshot[] = [];
    try {
      for (const [i, snapshot] of ready.entries()) {
        // Without JSON a line for each figure tells how far it is.
        const text = `${i + 1} of ${ready.length}`;
        if (options.json) console.share('snapshots', i / ready.length, text);
        const one = await draw(snapshot, options, { replaces, signal, onNote });
        if (!options.json) onWritten(one);
        list.push(one);
      }
    } finally {
      console.endProgress();
    }
    return list;
  });
  return { snapshots: written, notes: [...notes] };
}

async function checked(
  options: BatchOptions,
  plan: BatchPlan,
  stages: Stages,
  context: CommandContext,
  onNote: (note: string) => void,
): Promise<{ readonly ready: readonly ReadySnapshot[]; readonly replaces: Replaceable }> {
  const file = options.batch;
  const problems: BatchProblem[] = [];
  const ready = await resolveSnapshots(plan.snapshots, stages, {
    problems,
    onNote: (line, text) => onNote(`${file}, line ${line}: ${text}`),
  });
  findDoubles(ready, problems);
  expectNoProblems(file, problems);
  const tracks = ready.flatMap(({ scene }) => scene.tracks.map(({ path }) => path));
  const inputs = [file, ...[...stages.values()].flatMap((stage) => stage.inputs), ...tracks];
  const look = async () => {
    const standing = await checkFiles(ready, [...new Set(inputs)], problems);
    expectNoProblems(file, problems);
    return standing;
  };
  const paths = ready.map(({ path }) => path);
  const replaces = await openOutputs(paths, look, options, context);
  return { ready, replaces };
}

async function draw(
  snapshot: ReadySnapshot,
  { batch, width, fontSize, legend, dpi }: BatchOptions,
  tools: {
    readonly replaces: Replaceable;
    readonly signal: AbortSignal;
    readonly onNote: (note: string) => void;
  },
): Promise<WrittenSnapshot> {
  const { stage, regions, marks, path, format, line, scene } = snapshot;
  const { replaces, signal, onNote } = tools;
  const notes = [
    { key: 'command', text: `megabase figure --batch ${shellWord(basename(batch))}` },
    { key: 'snapshot', text: `line ${line}` },
  ];
  const figures: RowsFigure[] = [];
  for (const [i, region] of regions.entries()) {
    // One legend for all loci, below the last.
    const isLast = i === regions.length - 1;
    const spec = {
      ...{ region, rows: snapshot.rowsAt(region), marks, width, fontSize, notes },
      ...{ hasLegend: legend && isLast, sequenceStrand: scene.sequenceStrand },
      otherLegend: isLast ? figures.flatMap((one) => one.legend) : [],
    };
    figures.push(
      await resultOf(drawFigure(stage.sources, spec, signal), (event) => {
        if (event.kind === 'note' && event.note.kind === 'text') onNote(event.note.text);
      }),
    );
  }
  const [first, ...others] = figures;
  const words = regions.map(formatRegion);
  const figure = stackFigures([defined(first), ...others], words.join(', '));
  makeFolder(dirname(path));
  const bytes = await writeFigure(figure, path, { format, dpi, replaces });
  // The same rows stand above each other where there are several loci.
  return { line, path, format, rows: first?.rows ?? 0, bytes, regions: words };
}

/** Each text once, with the lines that it is of. */
function noteTexts(file: string, notes: BatchPlan['notes']): string[] {
  const lines = Map.groupBy(notes, ({ text }) => text);
  return [...lines].map(([text, ones]) => {
    const shown = ones.slice(0, 5).map(({ line }) => line);
    const more = ones.length > shown.length ? ` and ${ones.length - shown.length} more` : '';
    return `${file}, line${ones.length > 1 ? 's' : ''} ${shown.join(', ')}${more}: ${text}`;
  });
}
