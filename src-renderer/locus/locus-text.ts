import { boundsOf, defined, type Contig, type Region } from '../../src-main/contract/index.ts';

/** Bases shown on either side of a single base that was asked for. */
const roundBase = 50;

/** As a person writes it to as the workbench reads it: `chr1 1000 2000`, `chr1:1234:A>C`. */
export function normalLocus(text: string): string {
  const trimmed = text.trim();
  const variant = /^(.+):(\d[\d,]*):[ACGTN.*-]*>[ACGTN.,*-]*$/i.exec(trimmed);
  if (variant) return aroundBase(defined(variant[1]), numberOf(defined(variant[2])));
  const spaced = /^(\S+)\s+(\d[\d,]*)(?:\s+|\s*-\s*)(\d[\d,]*)$/.exec(trimmed);
  if (spaced) return `${spaced[1]}:${spaced[2]}-${spaced[3]}`;
  const base = /^(.+):(\d[\d,]*)$/.exec(trimmed);
  if (base) return aroundBase(defined(base[1]), numberOf(defined(base[2])));
  return trimmed;
}

/** A plain region of a known contig, or undefined; anything else is the workbench's to find. */
export function readRegion(text: string, contigs: readonly Contig[]): Region | undefined {
  const normal = normalLocus(text);
  const whole = contigs.find(({ name }) => name === normal);
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

function numberOf(digits: string): number {
  return Number(digits.replaceAll(',', ''));
}
