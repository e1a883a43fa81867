/** `Expression (probability)`; of what has no unit its label alone. */
export function withUnit({
  label,
  unit,
}: {
  readonly label: string;
  readonly unit: string;
}): string {
  return unit === '' ? label : `${label} (${unit})`;
}
