import { expect, it } from 'vitest';
import { symbolOf } from '../../src-renderer/browser/rows/gene-names.ts';
import { withTokens } from '../../src-renderer/browser/igv-theme.ts';
import { onDark, onLight } from '../../src-renderer/theme/index.ts';

const [red, green, blue] = [0, 1, 2];

function channels(color: string): number[] {
  return (onDark(color).match(/[\d.]+/g) ?? []).map(Number);
}

/** As WCAG has it. */
function luminance(rgb: readonly number[]): number {
  const [r = 0, g = 0, b = 0] = rgb.map((value) => {
    const share = value / 255;
    return share <= 0.04045 ? share / 12.92 : ((share + 0.055) / 1.055) ** 2.4;
  });
  return 0.2126 * r + 0.7152 * g + 0.0722 * b;
}

/** WCAG's contrast to the dark page, `#171717`. */
function contrast(color: string): number {
  return (luminance(channels(color)) + 0.05) / (0.0086 + 0.05);
}

it('draws white as the page and black as its ink', () => {
  expect(channels('white')).toEqual(channels('rgb(255, 255, 255)'));
  // As igv writes it.
  expect(channels('lightGray')).toEqual(channels('#d3d3d3'));
  expect(Math.max(...channels('#ffffff'))).toBeLessThan(30);
  expect(Math.min(...channels('black'))).toBeGreaterThan(225);
});

it.each(['#0072b2', '#d55e00', '#009e73', '#0b6e99', 'rgb(0,0,200)', 'rgb(255, 0, 0)', '#5b6675'])(
  'makes %s legible on a dark page',
  (color) => expect(contrast(color)).toBeGreaterThan(4.5),
);

it('keeps a hue and an opacity', () => {
  const channelsOfBlue = channels('rgb(0,0,200)');
  expect(channelsOfBlue[blue]).toBe(Math.max(...channelsOfBlue));
  expect(channelsOfBlue[blue]! - channelsOfBlue[red]!).toBeGreaterThan(80);
  const green200 = channels('rgb(0, 200, 0)');
  expect(green200[green]).toBe(Math.max(...green200));
  expect(onDark('rgba(0,114,178,0.4)')).toMatch(/,0\.4\)$/);
});

it('leaves the greys of reads and their coverage apart, and clear of the page', () => {
  const [coverage = 0] = channels('rgb(150,150,150)');
  const [read = 0] = channels('rgb(185, 185, 185)');
  expect(coverage).toBeGreaterThan(read + 15);
  expect(contrast('rgb(185, 185, 185)')).toBeGreaterThan(3);
});

it.each(['#83f902', '#ff2101', 'rgb(124,124,204)', 'rgb(12, 12, 120)'])(
  "makes igv's letters legible in codons of %s on either page",
  (color) => {
    const light = onLight(color);
    const hex =
      light.startsWith('#') && light.match(/[0-9a-f]{2}/g)?.map((two) => parseInt(two, 16));
    const rgb = hex || (light.match(/\d+/g) ?? []).map(Number);
    // White letters there, and on a dark page such as the page is.
    expect(1.05 / (luminance(rgb) + 0.05)).toBeGreaterThan(4.5);
    expect(contrast(color)).toBeGreaterThan(4.5);
  },
);

it('leaves alone what is no colour that it knows', () => {
  expect(onDark('hsl(10 10% 10%)')).toBe('hsl(10 10% 10%)');
});

it("has igv's greys follow the window's tokens", () => {
  const own =
    '.a { color: rgb(75, 75, 75); background: rgb(255, 255, 255); font-family: "Open Sans"; }';
  expect(withTokens(own)).toBe(
    '.a { color: var(--ink); background: var(--raised); font-family: var(--font); }',
  );
});

it('says the symbol of a gene before its systematic name', () => {
  const gene = (attributes: Record<string, string>) => ({
    getAttributeValue: (name: string) => attributes[name],
  });
  expect(symbolOf(gene({ ID: 'YKL012W', Name: 'YKL012W', gene: 'PRP40' }))).toBe('PRP40');
  expect(symbolOf(gene({ Name: 'PRP40' }))).toBe('PRP40');
  expect(symbolOf(gene({}))).toBeUndefined();
});
