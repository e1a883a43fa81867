import {
  figureLimits,
  type FigureFormat,
  type FigureLook,
  figureDefaults,
} from '../../../src-main/contract/index.ts';

/** How a figure is to look, as it is typed. */
export class FigureLookForm {
  format = $state<FigureFormat>('svg');
  /** mm; undefined while none is typed. */
  width = $state<number | undefined>(figureDefaults.width);
  /** Points. */
  fontSize = $state<number | undefined>(figureDefaults.fontSize);
  title = $state('');
  dpi = $state<number>(figureDefaults.dpi);

  /** Undefined while a number is missing or is no figure's. */
  get look(): Omit<FigureLook, 'legend'> | undefined {
    const { width, fontSize } = this;
    if (!isWithin(width, figureLimits.width)) return undefined;
    if (!isWithin(fontSize, figureLimits.fontSize)) return undefined;
    const title = this.title.trim();
    return { width, fontSize, ...(title === '' ? {} : { title }) };
  }
}

function isWithin(
  value: number | undefined,
  { least, most }: { readonly least: number; readonly most: number },
): value is number {
  return value !== undefined && value >= least && value <= most;
}
