import type { PredictListener } from '../analysis/predict/index.ts';
import type { Work } from './job-run.ts';

/** Tells of a pass on the job that runs it. */
export function jobListener({ update, note }: Parameters<Work>[0]): PredictListener {
  return {
    onInterval: () => undefined,
    onBegun: ({ provider, providerNote }) => {
      update({ provider });
      if (providerNote) note(providerNote);
    },
    onProgress: (progress) => update({ progress, fraction: progress.fraction }),
    onNote: note,
  };
}
