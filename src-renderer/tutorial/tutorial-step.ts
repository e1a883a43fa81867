import type { Job } from '../../src-main/contract/index.ts';
import type { AppState } from '../state/index.ts';

/** One step: what the view shows, and the one thing to do. */
export interface TutorialStep {
  readonly title: string;
  readonly text: readonly string[];
  readonly action: string;
  do(app: AppState): void | Promise<void>;
  /** A sentence where it cannot be done yet. */
  waitsFor?(app: AppState): string | undefined;
  /** Computes what `do` will ask for, while the text is read. */
  prepare?(app: AppState): Promise<Job | undefined>;
  /** True once the result of the step is there. */
  isDone?(app: AppState): boolean;
  /** The same for all of the contig, for those who have the time. */
  readonly more?: Pick<TutorialStep, 'action' | 'do' | 'isDone'>;
  /** A sentence about the result, once it is there. */
  result?(app: AppState): string | undefined | Promise<string>;
}
