import { boundsOf, defined, type Contig, type Region } from '../../src-main/contract/index.ts';

/** Bases shown on either side of a single base that was asked for. */
const roundBase = 50;

/** A position as people write it: `1,234`, `5k`, `5.2M`. */
const place = String.raw`\d[\d,]*(?:\.\d+)?[kKmM]?`;
const spacedForm = new RegExp(String.raw`^(\S+)\s+(${place})(?:\s+|\s*-\s*)(${place})$`);
const spacedBase = new RegExp(String.raw`^(\S+)\s+(${place})$`);
const rangeForm = new RegExp(String.raw`^(.+):(${place})\s*(?:-|\.\.)\s*(${place})$`);
const baseForm = new RegExp(String.raw`^(.+):(${place})$`);
const bareRange = new RegExp(String.raw`^(${place})\s*(?:-|\.\.)\s*(${place})$`);
/**
 * A variant as tools and papers write it: `chr1:1234:A>C`, `chr1:1234:A:C`, `chr1:g.1234A>C`, `1-1234-A-C` of
 * gnomAD, `1_1234_A/C` of Ensembl, or a line of a VCF file.
 */
const variantForm =
  /^(\S+?)(?::(?:g\.)?|\s+|[-_])(\d[\d,]*)(?:[:_-]|\s+(?:\S+\s+)?)?[ACGTN]+[>:/_\s-]+[ACGTN.,*-]+(?:\s.*)?$/i;
const emptyAllele = /^(.+):(\d[\d,]*):[ACGTN.*-]*>[ACGTN.,*-]*$/i;
/** Dashes that word processors and papers put between numbers. */
const dashes = /[\u2010-\u2015\u2212]/g;
const bareBase = new RegExp(String.raw`^\d[\d,]*(?:\.\d+)?[kKmM]$|^\d[\d,]*$`);

/**
 * As a person writes it to as the workbench reads it: `chr1 1000 2000`, `chr1 1000`, `chr1:1234:A>C` and other
 * forms of variants, `chrI:5k-10k`, and on the contig that is seen `5.2M` and `5k-10k`.
 */
export function normalLocus(text: string, seen?: string): string {
  const trimmed = text.trim().replaceAll(dashes, '-');
  const variant = variantForm.exec(trimmed) ?? emptyAllele.exec(trimmed);
  if (variant) return aroundBase(defined(variant[1]), numberOf(defined(variant[2])));
  const range = spacedForm.exec(trimmed) ?? rangeForm.exec(trimmed);
  if (range) return `${range[1]}:${digitsOf(defined(range[2]))}-${digitsOf(defined(range[3]))}`;
  const base = baseForm.exec(trimmed) ?? spacedBase.exec(trimmed);
  if (base) return aroundBase(defined(base[1]), numberOf(defined(base[2])));
  const bare = seen === undefined ? undefined : bareRange.exec(trimmed);
  if (bare) return `${seen}:${digitsOf(defined(bare[1]))}-${digitsOf(defined(bare[2]))}`;
  if (seen !== undefined && bareBase.test(trimmed)) return aroundBase(seen, numberOf(trimmed));
  return trimmed;
}

export function isVariant(text: string): boolean {
  return variantForm.test(text.trim());
}

/** A plain region of a known contig, or undefined; anything else is the workbench's to find. */
export function plainRegion(
  text: string,
  contigs: readonly Contig[],
  seen?: string,
): Region | undefined {
  const whole = contigs.find(({ name }) => name === text.trim());
  const normal = normalLocus(text, seen);
  if (whole) return { contig: whole.name, ...boundsOf(whole) };
  const match = /^(.+):(\d[\d,]*)-(\d[\d,]*)$/.exec(normal);
  const contig = contigs.find(({ name }) => name === match?.[1]);
  if (!match || !contig) return undefined;
  const start = Math.max(0, numberOf(defined(match[2])) - 1);
  const end = Math.min(contig.length, numberOf(defined(match[3])));
  return start < end ? { contig: contig.name, start, end } : undefined;
}

function aroundBase(contig: string, base: number): string {
  return `${contig}:${Math.max(1, base - roundBase)}-${base + roundBase}`;
}

/** Without a unit: `10k` is 10000; commas stay as they were typed. */
function digitsOf(text: string): string {
  return /[.km]/i.test(text) ? String(numberOf(text)) : text;
}

function numberOf(text: string): number {
  const times = { k: 1e3, m: 1e6 }[text.slice(-1).toLowerCase()] ?? 1;
  return Math.round(times * Number(text.replaceAll(/[,kKmM]/g, '')));
}
