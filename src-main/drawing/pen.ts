/**
 * What every picture is drawn with: the few calls of a canvas's 2D context that have their like in SVG
 * and PDF, so that one piece of code draws on the screen and into a figure. A canvas is a pen as it is.
 * Lengths are px on the screen and points in a figure, from the upper left corner; styles are CSS
 * colours: `#rrggbb`, `rgb()` or `rgba()`.
 */
export interface Pen {
  fillStyle: unknown;
  strokeStyle: unknown;
  lineWidth: number;
  /** `600 11px sans-serif`, as CSS has it. */
  font: string;
  textAlign: 'left' | 'center' | 'right' | 'start' | 'end';
  textBaseline: 'alphabetic' | 'middle' | 'top' | 'bottom' | 'hanging' | 'ideographic';
  save(): void;
  restore(): void;
  translate(x: number, y: number): void;
  rotate(radians: number): void;
  beginPath(): void;
  moveTo(x: number, y: number): void;
  lineTo(x: number, y: number): void;
  bezierCurveTo(x1: number, y1: number, x2: number, y2: number, x: number, y: number): void;
  rect(x: number, y: number, width: number, height: number): void;
  closePath(): void;
  /** What is drawn from here to `restore` stays within the path. */
  clip(): void;
  fill(): void;
  stroke(): void;
  setLineDash(lengths: number[]): void;
  fillRect(x: number, y: number, width: number, height: number): void;
  fillText(text: string, x: number, y: number): void;
  measureText(text: string): { readonly width: number };
}
