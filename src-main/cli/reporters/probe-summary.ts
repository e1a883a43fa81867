import {
  defined,
  measureName,
  type LearningPoint,
  type Measure,
  type ProbeReport,
  type TrackReport,
  fixed,
} from '../../contract/index.ts';
import { formatTable } from '../console/index.ts';

/** `0.942 (0.929 to 0.953)` */
export function measureWithInterval({ value, low, high }: Measure): string {
  return Number.isNaN(low) ? fixed(value) : `${fixed(value)} (${fixed(low)} to ${fixed(high)})`;
}

/** What a probe is worth, in tables. */
export function probeLines({ tracks, kind, heldOut, overlap }: ProbeReport): string[] {
  const names = Object.keys(defined(tracks[0]).metrics);
  const header = ['track', 'fitted to', 'held out', ...names.map(measureName), 'regularisation'];
  const rows = tracks.map((track) => [
    track.label,
    binsText(track.training),
    binsText(track.heldOut),
    ...names.map((name) => measureWithInterval(defined(track.metrics[name]))),
    String(track.regularisation),
  ]);
  return [
    `On ${heldOut}, which was held out (95 % intervals):`,
    ...indented([header, ...rows]),
    `${measureName(defined(names[0]))} there by share of the bins to fit to:`,
    ...indented(learningTable(tracks)),
    ...(kind === 'classes' ? tracks.flatMap(calibrationLines) : []),
    overlap.windows === 0
      ? 'Held-out sequence also found in training: unknown, the windows are too short'
      : `Held-out sequence also found in training: ${(100 * overlap.alike).toFixed(1)} %`,
  ];
}

function binsText({ bins, positive }: TrackReport['training']): string {
  const all = `${bins.toLocaleString('en-US')} bins`;
  return positive === undefined ? all : `${all}, ${positive.toLocaleString('en-US')} positive`;
}

function learningTable(tracks: readonly TrackReport[]): string[][] {
  const points: readonly LearningPoint[] = defined(tracks[0]).learningCurve;
  const text = (value: number | null | undefined) => (value == null ? '-' : fixed(value));
  return [
    ['share', 'bins', ...tracks.map(({ label }) => label)],
    ...points.map(({ share, bins }, i) => [
      `${100 * share} %`,
      bins.toLocaleString('en-US'),
      ...tracks.map(({ learningCurve }) => text(learningCurve[i]?.value)),
    ]),
  ];
}

function calibrationLines({ label, calibration }: TrackReport): string[] {
  const { bins, ece, brier } = defined(calibration);
  const rows = bins
    .filter(({ count }) => count > 0)
    .map(({ from, to, count, predicted, observed }) => [
      `${from.toFixed(1)} to ${to.toFixed(1)}`,
      count.toLocaleString('en-US'),
      predicted.toFixed(3),
      observed.toFixed(3),
    ]);
  return [
    `Calibration of ${label} (expected error ${ece.toFixed(4)}, Brier score ${brier.toFixed(4)}):`,
    ...indented([['probability', 'bins', 'predicted', 'observed'], ...rows]),
  ];
}

function indented(rows: readonly (readonly string[])[]): string[] {
  return formatTable(rows).map((line) => `  ${line}`);
}
