import { effectFigure, inlineSvg, strongestEffects, type MapLinks } from '../../figure/index.ts';
import type { ReportPicture } from '../report.ts';
import { look } from './region-picture.ts';

/** The strongest links as bars, with what is known of how far each may be trusted; undefined without any. */
export async function effectPicture(of: MapLinks): Promise<ReportPicture | undefined> {
  const { lines, caption } = strongestEffects([of]);
  if (lines.length === 0) return undefined;
  const figure = await effectFigure(lines, { ...look, title: caption });
  return { svg: inlineSvg(figure, { name: 'bars', label: caption }), caption, isHalf: false };
}
