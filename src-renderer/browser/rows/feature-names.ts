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
    drawWhole(draw, drawing);
    if (asked.isNamed && own.displayMode !== 'SQUISHED')
      drawFeatureNames(drawing.context, namesOf(own, drawing), viewOf(drawing));
  };
  Object.defineProperty(own, 'draw', { value: named, configurable: true });
}

/**
 * With the letters of codons, but for those over an intron where igv fails at one: it asks for the exon on the other
 * side also of a gene that has none there, for the genome or the coding sequence begins or ends in mid-codon.
 */
function drawWhole(draw: (drawing: IgvDrawing) => void, drawing: IgvDrawing): void {
  let bases: Bases | undefined;
  let hasParts = true;
  // Set while it is drawn.
  const sequenceInterval = {
    get: () => (hasParts ? bases : bases && wholeCodons(bases)),
    set: (found: Bases | undefined) => (bases = found),
  };
  Object.defineProperty(drawing, 'sequenceInterval', { ...sequenceInterval, configurable: true });
  try {
    draw(drawing);
  } catch (error) {
    if (!bases) throw error;
    hasParts = false;
    draw(drawing);
  }
}

/** Bases below an annotation, where it is near enough for codons. */
interface Bases {
  hasSequence(start: number, end: number): boolean;
  getSequence(start: number, end: number): string | null | undefined;
}

const wholeCodons = (bases: Bases): Bases => ({
  hasSequence: (start, end) => bases.hasSequence(start, end),
  getSequence: (start, end) => (end - start < 3 ? null : bases.getSequence(start, end)),
});

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
