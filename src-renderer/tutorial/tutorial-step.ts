import type { AppState } from '../state/index.ts';

/** One step: what the view shows, and the one thing to do. */
export interface TutorialStep {
  readonly title: string;
  readonly text: readonly string[];
  readonly action: string;
  do(app: AppState): void | Promise<void>;
  /** True once the result of the step is there. */
  isDone?(app: AppState): boolean;
  /** The same for all of the contig, for those who have the time. */
  readonly more?: Pick<TutorialStep, 'action' | 'do' | 'isDone'>;
  /** A sentence about the result, once it is there. */
  result?(app: AppState): string | undefined | Promise<string>;
}
