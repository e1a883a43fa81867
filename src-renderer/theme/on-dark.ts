import { defined } from '../../src-main/contract/index.ts';

/** Lightness of OKLab at which a dark page begins, and at which its text stands. */
const [page, ink] = [0.205, 0.94];

/** Least lightness of a colour that is to be told from a dark page: about 5 to 1. */
const leastColored = 0.67;

/** How much of the way from page to ink a grey goes that is halfway from white to black, and the like. */
const greyCurve = 0.55;

/** Chroma of OKLab up to which a colour is a grey. */
const grey = 0.025;

type Triple = readonly [number, number, number];

const known = new Map<string, string>();

/**
 * The colour on a dark page of what is drawn with `color` on a white one. White is the page and black
 * its ink, greys between them keep their distance from the page; a hue stays, and is lifted to where it
 * is legible. Opacity stays; what is not written as `#rrggbb`, `rgb()` or a name of a grey stays too.
 */
export function onDark(color: string): string {
  let own = known.get(color);
  if (own === undefined) {
    own = turned(color);
    known.set(color, own);
  }
  return own;
}

function turned(color: string): string {
  const channels = channelsOf(color);
  if (!channels) return color;
  const [red, green, blue, alpha] = channels;
  const [lightness, a, b] = toLab([red / 255, green / 255, blue / 255]);
  const chroma = Math.hypot(a, b);
  const isGrey = chroma < grey;
  // As clear as the overlay of a darker colour was, which darkens what is below it, and not a veil of light.
  if (isGrey && alpha < 1 && lightness < 0.1) return color;
  const wanted = isGrey
    ? page + (ink - page) * (1 - lightness) ** greyCurve
    : Math.max(lightness, leastColored);
  const plain = inGamut(wanted, isGrey ? 0 : a, isGrey ? 0 : b);
  const text = plain.map((value) => Math.round(255 * value)).join(',');
  return alpha < 1 ? `rgba(${text},${alpha})` : `rgb(${text})`;
}

const names: Readonly<Record<string, string>> = {
  ...{ white: '#ffffff', black: '#000000', gray: '#808080', grey: '#808080' },
  ...{ lightgray: '#d3d3d3', lightgrey: '#d3d3d3', darkgray: '#a9a9a9', red: '#ff0000' },
  ...{ blue: '#0000ff', green: '#008000', purple: '#800080', orange: '#ffa500' },
};

function channelsOf(color: string): readonly [number, number, number, number] | undefined {
  const text = names[color.toLowerCase()] ?? color;
  const hex = /^#([0-9a-f]{2})([0-9a-f]{2})([0-9a-f]{2})$/i.exec(text);
  if (hex) return [at(hex[1]), at(hex[2]), at(hex[3]), 1];
  const parts = /^rgba?\(([^)]*)\)$/i
    .exec(text)?.[1]
    ?.split(/[\s,/]+/)
    .filter(Boolean);
  const [red, green, blue, alpha = 1] = (parts ?? []).map(Number);
  if (red === undefined || green === undefined || blue === undefined) return undefined;
  return [red, green, blue, alpha].every(Number.isFinite) ? [red, green, blue, alpha] : undefined;
}

function at(two: string | undefined): number {
  return Number.parseInt(defined(two), 16);
}

/** With as much chroma as the screen has at that lightness. */
function inGamut(lightness: number, a: number, b: number): Triple {
  for (let share = 1; share > 0; share -= 0.05) {
    const found = toRgb([lightness, share * a, share * b]);
    if (found.every((value) => value >= -0.001 && value <= 1.001)) return clipped(found);
  }
  return clipped(toRgb([lightness, 0, 0]));
}

function clipped([red, green, blue]: Triple): Triple {
  const clip = (value: number) => Math.max(0, Math.min(1, value));
  return [clip(red), clip(green), clip(blue)];
}

// Björn Ottosson, "A perceptual color space for image processing" (2020).

function toLab([red, green, blue]: Triple): Triple {
  const [r, g, b] = [linear(red), linear(green), linear(blue)];
  const l = Math.cbrt(0.4122214708 * r + 0.5363325363 * g + 0.0514459929 * b);
  const m = Math.cbrt(0.2119034982 * r + 0.6806995451 * g + 0.1073969566 * b);
  const s = Math.cbrt(0.0883024619 * r + 0.2817188376 * g + 0.6299787005 * b);
  return [
    0.2104542553 * l + 0.793617785 * m - 0.0040720468 * s,
    1.9779984951 * l - 2.428592205 * m + 0.4505937099 * s,
    0.0259040371 * l + 0.7827717662 * m - 0.808675766 * s,
  ];
}

function toRgb([lightness, a, b]: Triple): Triple {
  const l = (lightness + 0.3963377774 * a + 0.2158037573 * b) ** 3;
  const m = (lightness - 0.1055613458 * a - 0.0638541728 * b) ** 3;
  const s = (lightness - 0.0894841775 * a - 1.291485548 * b) ** 3;
  return [
    gamma(4.0767416621 * l - 3.3077115913 * m + 0.2309699292 * s),
    gamma(-1.2684380046 * l + 2.6097574011 * m - 0.3413193965 * s),
    gamma(-0.0041960863 * l - 0.7034186147 * m + 1.707614701 * s),
  ];
}

function linear(value: number): number {
  return value <= 0.04045 ? value / 12.92 : ((value + 0.055) / 1.055) ** 2.4;
}

function gamma(value: number): number {
  return value <= 0.0031308 ? 12.92 * value : 1.055 * value ** (1 / 2.4) - 0.055;
}
