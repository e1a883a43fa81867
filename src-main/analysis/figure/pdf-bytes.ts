import PDFDocument from 'pdfkit';
import { PdfPen } from './pdf-pen.ts';
import { points, type Figure } from './figure.ts';
import { fontFiles } from './fonts.ts';
import { notesText, programText } from './notes.ts';

/** The figure as a page of PDF of its size: vectors, text with its letters in the file. */
export async function pdfBytes(figure: Figure): Promise<Uint8Array> {
  const { width, height, scale, title, notes } = figure;
  const program = programText();
  const document = new PDFDocument({
    size: [points(width), points(height)],
    margin: 0,
    pdfVersion: '1.7',
    font: fontFiles.regular,
    lang: 'en',
    displayTitle: true,
    info: { Title: title, Creator: program, Producer: program, Subject: notesText(notes) },
  });
  const pieces: Uint8Array[] = [];
  const finished = new Promise<void>((resolve, reject) => {
    document.on('data', (piece: Uint8Array) => pieces.push(piece));
    document.on('end', resolve);
    document.on('error', reject);
  });
  document.registerFont('regular', fontFiles.regular);
  document.registerFont('bold', fontFiles.bold);
  document.scale(scale);
  figure.draw(new PdfPen(document, figure.measure));
  document.end();
  await finished;
  return Buffer.concat(pieces);
}
