import { isDark, themeContext } from '../../theme/index.ts';
import type { IgvDrawing, IgvTrack } from '../igv-types.ts';

/**
 * Has a track draw in the page's colours: on a dark page whatever it fills and strokes with is turned to
 * what stands for it there. igv's tracks name white and black themselves, and have no setting for it.
 */
export function drawThemed(track: IgvTrack): void {
  const draw = track.draw.bind(track);
  const themed = (drawing: IgvDrawing) => {
    // Only where something is to be another: what a canvas draws with is slower once it is watched.
    if (isDark() || track.type === 'annotation') themeContext(drawing.context);
    draw(drawing);
  };
  Object.defineProperty(track, 'draw', { value: themed, configurable: true });
}
