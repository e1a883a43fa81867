import { annotationColor, drawFeatures, layOutFeatures } from '../../../drawing/index.ts';
import type { Feature, FigureRow, FileRow } from '../../../drawing/index.ts';
import { readAnnotation, type ReadFeature } from './annotation.ts';
import type { ReadRow } from './row-context.ts';

/**
 * An annotation: transcripts first, then a row for each other type, which its name tells apart where colours
 * cannot.
 */
export const readAnnotationRows: ReadRow<FileRow> = async (row, context) => {
  const features = await readAnnotation(row.track, context);
  const own = row.settings.color;
  const shown = features.map((one): ReadFeature => {
    return { ...one, color: own ?? annotationColor(one) };
  });
  const genic = shown.filter(({ isGenic }) => isGenic);
  const squished = row.settings.options?.displayMode === 'SQUISHED';
  const others = Map.groupBy(
    shown.filter(({ isGenic }) => !isGenic),
    ({ type }) => type,
  );
  const first = genic.length > 0 || others.size === 0 ? [rowOf(row.name, genic, squished)] : [];
  const rest = [...others].map(([type, ones], i) => {
    const name = i === 0 && first.length === 0 ? `${row.name}: ${typeText(type)}` : typeText(type);
    return rowOf(
      others.size === 1 && first.length === 0 && type === '' ? row.name : name,
      ones,
      squished,
    );
  });
  return [...first, ...rest];
};

/** `origin_of_replication` as a person writes it. */
function typeText(type: string): string {
  return type.replaceAll('_', ' ');
}

/** `squished`: without names, in low lanes. */
function rowOf(name: string, features: readonly Feature[], squished: boolean): FigureRow {
  const shown = squished ? features.map((one) => ({ ...one, name: undefined })) : features;
  return {
    name,
    legend: [],
    layOut(pen, place) {
      const lanes = layOutFeatures(pen, shown, place);
      const detail =
        lanes.leftOut > 0 ? `${lanes.leftOut.toLocaleString('en-US')} more not drawn` : undefined;
      return {
        height: lanes.height,
        detail,
        draw: (pen, place) => drawFeatures(pen, lanes, place),
      };
    },
  };
}
