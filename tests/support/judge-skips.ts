import { needs, pinned } from './pinned-skips.ts';

export interface SkipVerdict {
  /** How many were skipped, and why: a line each. */
  readonly reasons: readonly string[];
  /** What should not have been skipped. */
  readonly faults: readonly string[];
}

/** Holds the names of skipped tests against what may be skipped on this machine. */
export function judgeSkips(
  skipped: readonly string[],
  { pins, tools }: { pins: typeof pinned; tools: typeof needs } = { pins: pinned, tools: needs },
): SkipVerdict {
  const [reasons, faults] = [[] as string[], [] as string[]];
  let rest = skipped;
  const take = ({ tests }: { readonly tests: RegExp }) => {
    const taken = rest.filter((name) => tests.test(name));
    rest = rest.filter((name) => !tests.test(name));
    return taken;
  };
  for (const pin of pins) {
    const { length } = take(pin);
    if (length > 0) reasons.push(`skipped ${length}: ${pin.reason}`);
    if (length > pin.most) faults.push(`skipped ${length}, pinned are ${pin.most}: ${pin.reason}`);
  }
  for (const tool of tools) {
    if (!rest.some((name) => tool.tests.test(name)) || tool.isThere()) continue;
    reasons.push(`skipped ${take(tool).length}: ${tool.reason}`);
  }
  for (const name of rest) faults.push(`skipped, though what it needs is there: ${name}`);
  return { reasons, faults };
}
