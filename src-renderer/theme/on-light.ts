/** Boxes of codons, in which igv writes white letters: a start, a stop, and every other one between them. */
const codons: Readonly<Record<string, string>> = {
  '#83f902': '#2d7a0c',
  '#ff2101': '#c81e06',
  'rgb(124,124,204)': 'rgb(92,92,176)',
};

/** The colour on a light page of what igv draws with `color`: as it is, but where letters in it were not legible. */
export function onLight(color: string): string {
  return codons[color] ?? color;
}
