import type { Job } from '../program/index.ts';
import type {
  ExportFigureRequest,
  ExportVariantFigureRequest,
  ExportedFigure,
  FigurePreview,
  FigureRequest,
  ReportRequest,
  VariantFigureRequest,
} from '../project/index.ts';

/** Figures of rows along the genome. */
export interface FigureMethods {
  /** Composes rows of the project anew, for paper: nothing is computed for it. */
  figure(request: FigureRequest): Promise<FigurePreview>;
  /** The same, written as SVG, PDF or PNG. */
  exportFigure(request: ExportFigureRequest): Promise<ExportedFigure>;
}

/** Figures of scored variants. */
export interface VariantFigureMethods {
  /** Composes a picture of scored variants anew, for paper: nothing is computed for it. */
  variantFigure(request: VariantFigureRequest): Promise<FigurePreview>;
  /** The same, written as SVG, PDF or PNG. */
  exportVariantFigure(request: ExportVariantFigureRequest): Promise<ExportedFigure>;
}

/** Pages about what was made. */
export interface ReportMethods {
  /** Writes a page about scored variants, a map or a run, for somebody who does not have the program. */
  writeReport(request: ReportRequest): Promise<Job>;
}
