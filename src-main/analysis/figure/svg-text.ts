import { escapeXml, SvgPen } from '../../drawing/index.ts';
import { points, type Figure } from './figure.ts';
import { fontFamily } from './fonts.ts';
import { notesText, programText } from './notes.ts';

/** What is otherwise of a picture that stands within a page. */
export interface InlineSvg {
  /** Of the picture within the page, letters and digits: its ids are those of the whole page. */
  readonly name: string;
  /** What it shows, for whoever does not see it. */
  readonly label: string;
}

/**
 * The figure as SVG 1.1: as wide and high as it says in mm, a unit of its own coordinates a point, text as
 * text. Title, description and metadata tell what it shows and what made it.
 */
export function svgText(figure: Figure): string {
  const { width, height, title, notes } = figure;
  return [
    '<?xml version="1.0" encoding="UTF-8"?>',
    opening(figure, `width="${round(width)}mm" height="${round(height)}mm"`),
    `<title>${escapeXml(title)}</title>`,
    `<desc>${escapeXml(notesText(notes))}</desc>`,
    `<metadata>${rdf(figure)}</metadata>`,
    body(figure),
    '</svg>\n',
  ].join('\n');
}

/** The figure as an `<svg>` within a page: as wide as its place, without the metadata that the page has in words. */
export function inlineSvg(figure: Figure, { name, label }: InlineSvg): string {
  const attributes = `role="img" aria-label="${escapeXml(label)}"`;
  return [opening(figure, attributes), body(figure, `${name}-`), '</svg>\n'].join('\n');
}

function opening({ width, height }: Figure, attributes: string): string {
  const [across, down] = [width, height].map((mm) => round(points(mm)));
  return `<svg xmlns="http://www.w3.org/2000/svg" ${attributes} viewBox="0 0 ${across} ${down}" font-family="${fontFamily}">`;
}

function body(figure: Figure, idPrefix?: string): string {
  const pen = new SvgPen({ measure: figure.measure, scale: figure.scale, idPrefix });
  figure.draw(pen);
  return pen.body();
}

function round(value: number): number {
  return Math.round(value * 1000) / 1000;
}

/** Dublin Core, which Inkscape, Illustrator and others show. */
function rdf({ title, notes }: Figure): string {
  return [
    '<rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#" xmlns:dc="http://purl.org/dc/elements/1.1/">',
    '<rdf:Description rdf:about="">',
    `<dc:title>${escapeXml(title)}</dc:title>`,
    `<dc:creator>${escapeXml(programText())}</dc:creator>`,
    '<dc:format>image/svg+xml</dc:format>',
    `<dc:description>${escapeXml(notesText(notes))}</dc:description>`,
    '</rdf:Description>',
    '</rdf:RDF>',
  ].join('');
}
