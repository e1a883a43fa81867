import type PDFDocument from 'pdfkit';
import {
  baselineShifts,
  fontOf,
  inkOf,
  StatefulPen,
  type MeasureText,
  type Pen,
} from '../../drawing/index.ts';

type Step = (document: PDFKit.PDFDocument) => void;

/** Draws into a page of PDF, px as the page's coordinates are; text stays text, in the fonts `regular` and `bold`. */
export class PdfPen extends StatefulPen implements Pen {
  readonly #document: InstanceType<typeof PDFDocument>;
  /** Of the path that is being made: PDF forgets one once it is drawn, a canvas does not. */
  #path: Step[] = [];

  constructor(document: InstanceType<typeof PDFDocument>, measure: MeasureText) {
    super(measure);
    this.#document = document;
  }

  save(): void {
    this.push();
    this.#document.save();
  }

  restore(): void {
    this.pop();
    this.#document.restore();
  }

  translate(x: number, y: number): void {
    this.#document.translate(x, y);
  }

  rotate(radians: number): void {
    this.#document.rotate((radians * 180) / Math.PI);
  }

  beginPath(): void {
    this.#path = [];
  }

  moveTo(x: number, y: number): void {
    this.#path.push((document) => document.moveTo(x, y));
  }

  lineTo(x: number, y: number): void {
    const isFirst = this.#path.length === 0;
    this.#path.push((document) => (isFirst ? document.moveTo(x, y) : document.lineTo(x, y)));
  }

  bezierCurveTo(...places: Parameters<Pen['bezierCurveTo']>): void {
    this.#path.push((document) => document.bezierCurveTo(...places));
  }

  rect(x: number, y: number, width: number, height: number): void {
    this.#path.push((document) => document.rect(x, y, width, height));
  }

  closePath(): void {
    this.#path.push((document) => document.closePath());
  }

  clip(): void {
    this.#follow();
    this.#document.clip();
  }

  fill(): void {
    if (this.#path.length === 0) return;
    const { color, opacity } = inkOf(this.fillStyle);
    this.#document.fillOpacity(opacity);
    this.#follow();
    this.#document.fill(color);
  }

  stroke(): void {
    if (this.#path.length === 0) return;
    const { color, opacity } = inkOf(this.strokeStyle);
    this.#document.strokeOpacity(opacity).lineWidth(this.lineWidth);
    if (this.dash.length > 0) this.#document.dash(this.dash as unknown as number, {});
    else this.#document.undash();
    this.#follow();
    this.#document.stroke(color);
  }

  fillRect(x: number, y: number, width: number, height: number): void {
    if (width === 0 || height === 0) return;
    const { color, opacity } = inkOf(this.fillStyle);
    this.#document.fillOpacity(opacity).rect(x, y, width, height).fill(color);
  }

  fillText(text: string, x: number, y: number): void {
    if (text === '') return;
    const { size, bold } = fontOf(this.font);
    const { color, opacity } = inkOf(this.fillStyle);
    const width = this.widthOf(text);
    const share = { left: 0, start: 0, center: 0.5, right: 1, end: 1 }[this.textAlign];
    const down = baselineShifts[this.textBaseline] * size;
    this.#document
      .font(bold ? 'bold' : 'regular')
      .fontSize(size)
      .fillColor(color, opacity)
      .text(text, x - share * width, y + down, { lineBreak: false, baseline: 'alphabetic' });
  }

  #follow(): void {
    for (const step of this.#path) step(this.#document);
  }
}
