import type { SignalColumns } from '../../../src-main/drawing/index.ts';

/** A stretch of one value as igv reads it. */
export interface IgvValue {
  readonly start: number;
  readonly end: number;
  readonly value: number;
}

export function columnsOf(values: readonly IgvValue[]): SignalColumns {
  return {
    starts: values.map(({ start }) => start),
    ends: values.map(({ end }) => end),
    values: values.map(({ value }) => value),
  };
}
