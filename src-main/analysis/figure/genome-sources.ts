import type { Genome } from '../../formats/genome/index.ts';
import type { FigureSources } from './rows/index.ts';

/** What rows are drawn from that show nothing but files and what they carry themselves. */
export function genomeSources(genome: Genome): FigureSources {
  return {
    genome,
    view: () => Promise.reject(new Error('Nothing of this figure was predicted.')),
    runOf: () => undefined,
    modelOfSet: () => undefined,
  };
}
