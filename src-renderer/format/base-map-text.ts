import {
  defined,
  formatRegion,
  mutagenesisBases,
  type DependencyMap,
  type Mutagenesis,
  count,
} from '../../src-main/contract/index.ts';
import { readoutUnit } from '../../src-main/drawing/index.ts';
import { effectNumber } from './effect-text.ts';

/** `G 5,455`: a base of a map's region with its position, 1-based. */
export function baseText({ region, bases }: Mutagenesis | DependencyMap, base: number): string {
  return `${bases.charAt(base)} ${count(region.start + base + 1)}`;
}

/** `chrT2:5,455 G>A` */
export function substitutionText(map: Mutagenesis, base: number, to: string): string {
  const { contig, start } = map.region;
  const place = formatRegion({ contig, start: start + base, end: start + base + 1 });
  return `${place.replace(/-.*$/, '')} ${map.bases.charAt(base)}>${to}`;
}

/** What a substitution does, in a few lines, for a pointer that rests on it. */
export function substitutionLines(
  map: Mutagenesis,
  centred: Float32Array,
  { base, to }: { readonly base: number; readonly to: string | undefined },
): string[] {
  const reference = map.bases.charAt(base);
  const unit = readoutUnit(map);
  const put = to ?? reference;
  const column = mutagenesisBases.indexOf(put);
  const index = 4 * base + column;
  const change = column < 0 ? NaN : defined(map.changes[index]);
  if (Number.isNaN(change)) {
    return [
      `${baseText(map, base)}: no value. ${reference === 'N' ? 'The base is N.' : ''}`.trim(),
    ];
  }
  const centredText = `${signed(defined(centred[index]))} from the mean of the four bases`;
  if (put === reference) return [`${baseText(map, base)}: the base that is there`, centredText];
  return [substitutionText(map, base, put), `${signed(change)} ${unit}; ${centredText}`];
}

/** What a pair's dependencies are, either way. */
export function pairLines(
  map: DependencyMap,
  { from, to }: { readonly from: number; readonly to: number },
): string[] {
  const value = (a: number, b: number) => defined(map.values[a * map.bases.length + b]);
  const line = (a: number, b: number) => {
    const number = value(a, b);
    const what = Number.isNaN(number) ? 'no value' : effectNumber(number);
    return `${baseText(map, a)} substituted, ${baseText(map, b)} depends: ${what}`;
  };
  return [line(from, to), line(to, from), `${count(Math.abs(to - from))} bp apart`];
}

/** `+0.123`, `-1.2` */
export function signed(value: number): string {
  return value > 0 ? `+${effectNumber(value)}` : effectNumber(value);
}
