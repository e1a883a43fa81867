import type { ExportedFile, ExportTarget } from '../runs/index.ts';
import type { Region } from '../genome/index.ts';
import type { PointColumn, VariantFilter } from '../variants/index.ts';

/** Formats of a figure. */
export const figureFormats = ['svg', 'pdf', 'png'] as const;
export type FigureFormat = (typeof figureFormats)[number];

export function isFigureFormat(name: string): name is FigureFormat {
  return (figureFormats as readonly string[]).includes(name);
}

/** Widths that journals ask for, mm: a column, a column and a half, a page. */
export const figureWidths = [85, 120, 180] as const;

/** Pixels an inch that journals ask of PNG. */
export const figureResolutions = [300, 600] as const;

/** What a figure may be: a column of a journal and a poster are inside. */
export const figureLimits = {
  /** mm */
  width: { least: 40, most: 1000 },
  /** Points. */
  fontSize: { least: 4, most: 36 },
} as const;

/** What a figure is where nothing else is said: two columns of a journal. */
export const figureDefaults = { width: 180, fontSize: 7, legend: true, dpi: 300 } as const;

/** How a figure looks. */
export interface FigureLook {
  /** mm */
  readonly width: number;
  /** Points. */
  readonly fontSize: number;
  /** Above it; nothing where absent. */
  readonly title?: string | undefined;
  readonly legend: boolean;
}

/** What of a project a figure shows: what a window shows, told so that the same rows can be made anew. */
export interface FigureRequest extends FigureLook {
  readonly project: string;
  /** As a person writes it: `chr1:1,001-2,000`. */
  readonly region: string;
  /** Ids of rows, from top to bottom; those that the project shows where absent. */
  readonly rows?: readonly string[] | undefined;
  /** From which effect on maps have arcs, by their ids; where they usually have them for others. */
  readonly thresholds?: Readonly<Record<string, number>> | undefined;
  /** Whether the tutorial's known links hang below the predicted ones. */
  readonly knownLinks?: boolean | undefined;
  /** A scored variant whose alleles are laid over each other. */
  readonly variant?: FigureVariant | undefined;
}

/** A row of a set of scored variants, and the track that is looked at. */
export interface FigureVariant {
  readonly set: string;
  /** Its number in the set, from 0. */
  readonly row: number;
  readonly track: string;
  /** What it is called. */
  readonly name: string;
  /** Where it has values. */
  readonly interval: Region;
  /** Ends of the scale of what it changes, either way. */
  readonly scale: number;
}

/** Pictures of scored variants: where they stand, one value against another, how many have which value. */
export const variantPictureKinds = ['along', 'scatter', 'histogram'] as const;
export type VariantPictureKind = (typeof variantPictureKinds)[number];

/** What a picture of scored variants shows. */
export interface VariantPictureChoice {
  readonly kind: VariantPictureKind;
  /** The largest effect where absent, or what there is instead. */
  readonly up?: PointColumn | undefined;
  /** Of a scatter plot; the LLR where absent, or what there is instead. */
  readonly across?: PointColumn | undefined;
}

/** A picture of a project's scored variants that is to be composed for paper. */
export interface VariantFigureRequest extends Omit<FigureLook, 'legend'> {
  readonly project: string;
  readonly set: string;
  readonly picture: VariantPictureChoice;
  /** Rows that it leaves out are pale. */
  readonly filter?: VariantFilter | undefined;
  /** Rows that are ringed and named. */
  readonly marks?: readonly { readonly row: number; readonly label: string }[] | undefined;
}

/** `format` is one of `figureFormats`. */
export interface ExportVariantFigureRequest extends VariantFigureRequest, ExportTarget {
  /** Of PNG. */
  readonly dpi: number;
}

/** A figure as it is, to be looked at. */
export interface FigurePreview {
  readonly svg: string;
  /** mm */
  readonly width: number;
  readonly height: number;
  /** What a person should know, in sentences: files with nothing here, lines that could not be read. */
  readonly notes: readonly string[];
}

/** A figure that was written. */
export interface ExportedFigure extends ExportedFile {
  /** As `FigurePreview.notes`. */
  readonly notes: readonly string[];
}

/** `format` is one of `figureFormats`. */
export interface ExportFigureRequest extends FigureRequest, ExportTarget {
  /** Of PNG. */
  readonly dpi: number;
}
