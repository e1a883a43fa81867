/** Pens of figures: what they share, and the one that writes SVG. */
export { baselineShifts, fontOf, inkOf, StatefulPen, type MeasureText } from './pen-state.ts';
export { escapeXml, SvgPen } from './svg-pen.ts';
