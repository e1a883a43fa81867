/** A whole number: `1,234,567`. */
export function count(value: number): string {
  return Math.round(value).toLocaleString('en-US');
}

/** `1 chunk`, `9 chunks`, `8,192 chunks` */
export function counted(value: number, what: string, plural = 's'): string {
  return `${count(value)} ${what}${value === 1 ? '' : plural}`;
}

/** `12,288 bp` */
export function basePairs(length: number): string {
  return `${count(length)} bp`;
}
