import { escapeXml } from '../../../drawing/index.ts';
import { svgText, type Figure } from '../../figure/index.ts';

/**
 * A figure as an `<svg>` within a page: as wide as its place, its ids its own, for ids are those of the whole
 * page; without the metadata that the page has in words.
 *
 * @param name of the picture within the page; letters and digits
 * @param label what it shows, for whoever does not see it
 */
export function inlineSvg(figure: Figure, name: string, label: string): string {
  return svgText(figure)
    .replace(/^<\?xml[^>]*>\s*/, '')
    .replace(/<title>[^]*?<\/title>\s*/, '')
    .replace(/<desc>[^]*?<\/desc>\s*/, '')
    .replace(/<metadata>[^]*?<\/metadata>\s*/, '')
    .replace(/ width="[^"]*" height="[^"]*"/, ` role="img" aria-label="${escapeXml(label)}"`)
    .replaceAll(/ id="([^"]*)"/g, ` id="${name}-$1"`)
    .replaceAll(/url\(#([^)]*)\)/g, `url(#${name}-$1)`);
}
