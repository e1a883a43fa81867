import type { Range } from '../../src-main/drawing/index.ts';

/** A row of the picture. */
export interface NamedRow {
  readonly name: string;
  readonly isHeading: boolean;
  /** px from the picture's top. */
  readonly top: number;
  readonly height: number;
  readonly range?: Range | undefined;
}

/** px of the column with names. */
export const nameWidth = 190;

const font = `font-family="system-ui, sans-serif"`;

/** igv's picture of the rows with their names, and the ends of their scales, to the left of it. */
export function svgWithNames(
  svg: string,
  rows: readonly NamedRow[],
  { width, height }: { width: number; height: number },
): string {
  const labels = rows.filter(({ isHeading }) => !isHeading).map(label);
  const headings = rows.filter(({ isHeading }) => isHeading).map((row) => heading(row, width));
  const whole = nameWidth + width;
  // A picture inside another is clipped to its own box: a long name does not lie over the data.
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" width="${whole}" height="${height}" viewBox="0 0 ${whole} ${height}">`,
    `<rect width="100%" height="100%" fill="white"/>`,
    svg.replace(/^<svg /, `<svg x="${nameWidth}" `),
    `<svg width="${nameWidth - 6}" height="${height}">${labels.join('')}</svg>`,
    ...headings,
    `</svg>`,
  ].join('');
}

function heading({ name, top, height }: NamedRow, width: number): string {
  return (
    `<rect x="0" y="${top}" width="${nameWidth + width}" height="${height}" fill="#f1f3f6"/>` +
    `<text x="8" y="${top + height / 2 + 4}" ${font} font-size="12" font-weight="600" fill="#17202c">${escaped(name)}</text>`
  );
}

function label({ name, top, height, range }: NamedRow): string {
  const first = top + Math.min(14, height / 2 + 4);
  const end = (value: number, y: number) =>
    `<text x="${nameWidth - 10}" y="${y}" text-anchor="end" ${font} font-size="10" fill="#536070">${Number(value.toPrecision(3))}</text>`;
  const ends =
    range && height >= 30 ? end(range.max, top + 10) + end(range.min, top + height - 2) : '';
  return `<text x="8" y="${first}" ${font} font-size="12" fill="#17202c">${escaped(name)}</text>${ends}`;
}

function escaped(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');
}
