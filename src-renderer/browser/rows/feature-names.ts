import { drawFeatureNames, type FeatureName } from '../../../src-main/drawing/index.ts';
import { viewOf } from '../igv-place.ts';
import type { IgvDrawing, IgvTrack } from '../igv-types.ts';

/** What igv packs features into rows by, px. */
type FeatureTrack = IgvTrack & {
  readonly displayMode: 'EXPANDED' | 'COLLAPSED' | 'SQUISHED';
  readonly margin: number;
  readonly expandedRowHeight: number;
};

interface PackedFeature {
  readonly name?: string;
  readonly gene?: { readonly name?: string };
  readonly id?: string;
  readonly start: number;
  readonly end: number;
  readonly row?: number;
}

/** px from a feature's top to what the letters of its name stand on, as igv writes it. */
const nameDrop = 25;

/**
 * Has names of features stand apart from each other and inside of the view: igv writes one right behind the
 * other, and cuts those at the edges.
 */
export function drawOwnNames(track: IgvTrack): void {
  const own = track as FeatureTrack;
  const draw = own.draw.bind(own);
  const named = (drawing: IgvDrawing) => {
    const asked = { isNamed: false };
    // Asked for each feature whether its name is written, after it was settled by how many there are.
    const drawLabel = { get: () => false, set: (wanted: boolean) => (asked.isNamed ||= wanted) };
    Object.defineProperty(drawing, 'drawLabel', { ...drawLabel, configurable: true });
    draw(drawing);
    if (asked.isNamed && own.displayMode !== 'SQUISHED')
      drawFeatureNames(drawing.context, namesOf(own, drawing), viewOf(drawing));
  };
  Object.defineProperty(own, 'draw', { value: named, configurable: true });
}

function namesOf(
  { displayMode, margin, expandedRowHeight }: FeatureTrack,
  { features, bpStart, bpPerPixel, pixelWidth }: IgvDrawing,
): FeatureName[] {
  const x = (position: number) => (position - bpStart) / bpPerPixel;
  return ((features ?? []) as readonly PackedFeature[]).flatMap((feature) => {
    const { gene, id, start, end, row = 0 } = feature;
    const name = feature.name ?? gene?.name ?? id;
    const [left, right] = [x(start), x(end)];
    if (!name || name === '.' || right < 0 || left > pixelWidth) return [];
    const top = margin + (displayMode === 'EXPANDED' ? expandedRowHeight * row : 0);
    return [{ name, left, right, foot: top + nameDrop }];
  });
}
