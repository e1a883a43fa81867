import { escapeXml, SvgPen } from '../../drawing/index.ts';
import { points, type Figure } from './figure.ts';
import { fontFamily } from './fonts.ts';
import { notesText, programOf } from './notes.ts';

/**
 * The figure as SVG 1.1: as wide and high as it says in mm, a unit of its own coordinates a point, text as
 * text. Title, description and metadata tell what it shows and what made it.
 */
export function svgText(figure: Figure): string {
  const { width, height, scale, title, notes } = figure;
  const pen = new SvgPen({ measure: figure.measure, scale });
  figure.draw(pen);
  const [across, down] = [width, height].map((mm) => round(points(mm)));
  return [
    '<?xml version="1.0" encoding="UTF-8"?>',
    `<svg xmlns="http://www.w3.org/2000/svg" width="${round(width)}mm" height="${round(height)}mm" viewBox="0 0 ${across} ${down}" font-family="${fontFamily}">`,
    `<title>${escapeXml(title)}</title>`,
    `<desc>${escapeXml(notesText(notes))}</desc>`,
    `<metadata>${rdf(figure)}</metadata>`,
    pen.body(),
    '</svg>\n',
  ].join('\n');
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
    `<dc:creator>${escapeXml(programOf(notes))}</dc:creator>`,
    '<dc:format>image/svg+xml</dc:format>',
    `<dc:description>${escapeXml(notesText(notes))}</dc:description>`,
    '</rdf:Description>',
    '</rdf:RDF>',
  ].join('');
}
