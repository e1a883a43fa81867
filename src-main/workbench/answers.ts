import type { Workbench } from '../contract/index.ts';

/** The workbench's methods as they are written: those that need not wait answer at once. */
export type Answers = {
  readonly [K in keyof Workbench]: (
    ...args: Parameters<Workbench[K]>
  ) => ReturnType<Workbench[K]> | Awaited<ReturnType<Workbench[K]>>;
};

/** The same methods as promises: what one throws at once is a rejection too. */
export function promising(answers: Answers): Workbench {
  const methods = Object.entries(answers).map(([name, answer]) => [
    name,
    async (request: never) => await (answer as (request: never) => unknown)(request),
  ]);
  return Object.fromEntries(methods) as Workbench;
}
