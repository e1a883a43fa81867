import type { FigurePreview, VariantFigureRequest } from '../../../src-main/contract/index.ts';
import { FigureLookForm } from './figure-look.svelte.ts';
import { RequestEstimate } from './request-estimate.svelte.ts';

/** The picture of variants that the window shows, as a figure names it. */
export type VariantFigureView = Omit<VariantFigureRequest, 'width' | 'fontSize' | 'title'>;

/** What is chosen for a figure of variants, and how it looks so far. For use in a component. */
export class VariantFigureForm extends FigureLookForm {
  readonly #view: VariantFigureView;
  readonly preview: RequestEstimate<VariantFigureRequest, FigurePreview>;

  constructor(
    view: VariantFigureView,
    draw: (request: VariantFigureRequest) => Promise<FigurePreview>,
  ) {
    super();
    this.#view = view;
    this.preview = new RequestEstimate(() => this.request, draw);
  }

  /** What is to be drawn; undefined while a number is missing or is no figure's. */
  get request(): VariantFigureRequest | undefined {
    return this.look && { ...this.#view, ...this.look };
  }
}
