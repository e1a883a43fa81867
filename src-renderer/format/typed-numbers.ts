/** A number of bases as people write it, `50,000`; NaN where it is none. */
export function baseCount(text: string): number {
  return /^\d[\d,]*$/.test(text.trim()) ? Number(text.replaceAll(',', '')) : NaN;
}

/** A number as people write it; NaN where it is none. */
export function decimal(text: string): number {
  return text.trim() === '' ? NaN : Number(text);
}
