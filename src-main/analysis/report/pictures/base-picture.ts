import { basename } from 'node:path';
import {
  formatRegion,
  type BaseQuestion,
  type ModelIdentity,
  type Region,
  type TrackInfo,
} from '../../../contract/index.ts';
import {
  questionText,
  shownDependencies,
  shownMutagenesis,
  type BasePicture,
  type Row,
} from '../../../drawing/index.ts';
import type { AnalysisContext } from '../../environment/index.ts';
import { resultOf } from '../../events/index.ts';
import { drawFigure, fileRows, genomeSources, inlineSvg } from '../../figure/index.ts';
import type { FoundBases } from '../find-bases.ts';
import type { ReportPicture } from '../report.ts';
import { look } from './region-picture.ts';

interface Pictured extends FoundBases {
  /** By which the picture's ids are told from those of others. */
  readonly number: number;
  readonly model: ModelIdentity;
  readonly tracks: readonly TrackInfo[];
  /** Path. */
  readonly annotation: string | undefined;
}

/** What each substitution in a region does, with its bases as letters, or which of its bases depend on which. */
export async function basePicture(
  { asked, map, number, model, tracks, annotation }: Pictured,
  { genome, signal }: AnalysisContext,
): Promise<ReportPicture> {
  const { region } = asked;
  const labelOf = (id: string) => tracks.find((track) => track.id === id)?.label ?? id;
  const name = questionText(asked.question, labelOf);
  const common = { group: 'bases', settings: {} };
  const id = `bases-${number}`;
  const picture: BasePicture =
    map.kind === 'mutagenesis'
      ? { kind: map.kind, shown: shownMutagenesis(map.numbers) }
      : { kind: map.kind, shown: shownDependencies(map.numbers) };
  const made = {
    ...{ id, question: namedQuestion(asked.question), region, model },
    ...{ interval: map.numbers.interval, createdAt: '', shown: true },
  };
  const rows: Row[] = [
    ...(annotation === undefined ? [] : fileRows([annotation])),
    { kind: 'base map', id, name, spec: { id, made, picture, chosen: undefined }, ...common },
  ];
  const spec = { region, rows, marks: [], ...look, hasLegend: true, notes: [] };
  const drawing = drawFigure(genomeSources(genome), spec, signal);
  const figure = await resultOf(drawing, () => undefined);
  const caption = captionOf(asked.question, region, name);
  return { svg: inlineSvg(figure, { name: id, label: caption }), caption, isHalf: false };
}

function captionOf({ kind }: BaseQuestion, region: Region, name: string): string {
  const title = `${name}, ${formatRegion(region)}.`;
  return kind === 'mutagenesis'
    ? `${title} A column is a base, a row what is put in its place; a cell tells how far that lies from the mean of the four bases. The letters above are the bases that are there, as high as their own cells say.`
    : `${title} A cell hangs below the middle of two bases: the darker, the more the odds of one change with the other.`;
}

/** What a page may tell of it: no folder. */
function namedQuestion(question: BaseQuestion): BaseQuestion {
  if (question.kind === 'dependencies' || question.annotation === undefined) return question;
  return { ...question, annotation: basename(question.annotation) };
}
