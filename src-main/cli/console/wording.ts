import { formatBytes, type ScanReport, fixed, isNothing } from '../../contract/index.ts';

/** A change in a table: `-0.961`, `≈ 0` of what has no digit to show, `-` of what is not known. */
export function smallChange(value: number): string {
  if (Number.isNaN(value)) return '-';
  return isNothing(value) ? '≈ 0' : fixed(value);
}

/** `0.4 s`, `42 s`, `3 min 20 s`, `2 h 5 min` */
export function formatSeconds(seconds: number): string {
  if (seconds < 9.95) return `${Number(seconds.toFixed(1))} s`;
  const s = Math.round(seconds);
  if (s < 60) return `${s} s`;
  if (s < 3600) return `${Math.floor(s / 60)} min ${s % 60} s`;
  return `${Math.floor(s / 3600)} h ${Math.floor((s % 3600) / 60)} min`;
}

/** `, 1.2 GB of it in files`; empty where all is in memory. */
export function spillText(spilledBytes: number): string {
  return spilledBytes === 0 ? '' : `, ${formatBytes(spilledBytes)} of the pass in files`;
}

/** `webgpu (AMD Radeon 780M)` */
export function placeText({
  provider,
  device,
}: {
  readonly provider: string;
  readonly device?: string | undefined;
}): string {
  return device === undefined ? provider : `${provider} (${device})`;
}

/** `scans by the native kernel (AVX2)` */
export function scanText({ scan, detail, withoutRunner }: ScanReport): string {
  if (scan === 'none') return detail;
  const what = scan === 'kernel' ? 'the native kernel' : "ONNX Runtime's operators";
  const slower = withoutRunner === undefined ? '' : `, without the native runner: ${withoutRunner}`;
  return `scans by ${what} (${detail})${slower}`;
}
