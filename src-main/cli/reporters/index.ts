/** How far long work is, and what it came to. */
export { FitReporter } from './fit-reporter.ts';
export { hubLines, importText, planJson, planLines } from './import-report.ts';
export { PassReporter } from './pass-reporter.ts';
export { measureWithInterval, probeLines } from './probe-summary.ts';
export { WindowReporter } from './window-reporter.ts';
