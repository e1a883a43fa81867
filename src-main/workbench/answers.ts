import type { ServedWorkbench, Workbench } from '../contract/index.ts';

/** The workbench's methods as they are written: those that need not wait answer at once. */
export type Answers = {
  readonly [K in keyof ServedWorkbench]: (
    ...args: Parameters<ServedWorkbench[K]>
  ) => ReturnType<ServedWorkbench[K]> | Awaited<ReturnType<ServedWorkbench[K]>>;
};

/** Those of one part of the workbench. */
export type AnswersTo<Methods extends Partial<Workbench>> = Pick<
  Answers,
  keyof Methods & keyof Workbench
>;

/** The same methods as promises: what one throws at once is a rejection too. */
export function promising(answers: Answers): ServedWorkbench {
  type Answer = (request: never, signal?: AbortSignal) => unknown;
  const methods = Object.entries(answers).map(([name, answer]) => [
    name,
    async (request: never, signal?: AbortSignal) => await (answer as Answer)(request, signal),
  ]);
  return Object.fromEntries(methods) as ServedWorkbench;
}
