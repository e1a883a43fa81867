import type { Pen } from '../../src-main/drawing/index.ts';

export interface DrawnText {
  readonly text: string;
  readonly left: number;
  readonly right: number;
  readonly top: number;
  readonly bottom: number;
}

/** A pen that keeps what it was asked for; letters are 6 px wide and 11 px high. */
export class RecordingPen implements Pen {
  fillStyle: unknown = '';
  strokeStyle: unknown = '';
  lineWidth = 1;
  font = '';
  textAlign: Pen['textAlign'] = 'left';
  textBaseline: Pen['textBaseline'] = 'alphabetic';
  readonly texts: DrawnText[] = [];
  readonly rects: { x: number; y: number; width: number; height: number; style: unknown }[] = [];
  /** How often something was put on the page. */
  marks = 0;
  /** Where paths began. */
  readonly starts: { x: number; y: number }[] = [];
  save(): void {}
  restore(): void {}
  translate(): void {}
  rotate(): void {}
  beginPath(): void {}
  moveTo(x: number, y: number): void {
    this.starts.push({ x, y });
  }
  lineTo(): void {}
  bezierCurveTo(): void {}
  rect(): void {}
  closePath(): void {}
  clip(): void {}
  fill(): void {
    this.marks++;
  }
  stroke(): void {
    this.marks++;
  }
  setLineDash(): void {}
  fillRect(x: number, y: number, width: number, height: number): void {
    this.marks++;
    this.rects.push({ x, y, width, height, style: this.fillStyle });
  }
  fillText(text: string, x: number, y: number): void {
    const { width } = this.measureText(text);
    const left =
      this.textAlign === 'right' ? x - width : this.textAlign === 'center' ? x - width / 2 : x;
    const bottom = this.textBaseline === 'middle' ? y + 5.5 : y;
    this.texts.push({ text, left, right: left + width, top: bottom - 11, bottom });
  }
  measureText(text: string): { readonly width: number } {
    return { width: 6 * text.length };
  }
}
