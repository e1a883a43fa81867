import { defined } from '../contract/index.ts';
/** Numbers from 0 to below 1, the same for the same seed (mulberry32). */
export function seededRandom(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}

/**
 * The tokens in another order, with every pair of neighbours as often as before; the first and the
 * last stay. Altschul and Erickson 1985: a random walk along the pairs that ends where it must,
 * because each token's last way out leads, by way of others, to the end.
 */
export function shufflePairs(tokens: Uint8Array, random: () => number): Uint8Array {
  if (tokens.length < 4) return tokens.slice();
  const end = defined(tokens.at(-1));
  const waysOut = new Map<number, number[]>();
  for (let i = 1; i < tokens.length; i++) {
    const from = tokens[i - 1]!;
    const ways = waysOut.get(from);
    if (ways) ways.push(tokens[i]!);
    else waysOut.set(from, [tokens[i]!]);
  }
  const last = lastWays(waysOut, end, random);
  for (const [from, ways] of waysOut) {
    const kept = last.get(from);
    if (kept !== undefined) ways.splice(ways.indexOf(kept), 1);
    mix(ways, random);
    if (kept !== undefined) ways.push(kept);
  }
  const taken = new Map<number, number>();
  const result = Uint8Array.of(defined(tokens[0]), ...new Uint8Array(tokens.length - 1));
  for (let i = 1; i < result.length; i++) {
    const from = result[i - 1]!;
    const at = taken.get(from) ?? 0;
    result[i] = defined(defined(waysOut.get(from))[at]);
    taken.set(from, at + 1);
  }
  return result;
}

/** A last way out of every token but the end, drawn until all of them lead there. */
function lastWays(
  waysOut: ReadonlyMap<number, readonly number[]>,
  end: number,
  random: () => number,
): Map<number, number> {
  for (;;) {
    const last = new Map<number, number>();
    for (const [from, ways] of waysOut) {
      if (from !== end) last.set(from, defined(ways[Math.floor(random() * ways.length)]));
    }
    const arrives = (token: number) => {
      const seen = new Set<number>();
      for (let at = token; at !== end; at = defined(last.get(at))) {
        if (seen.has(at)) return false;
        seen.add(at);
      }
      return true;
    };
    if ([...last.keys()].every(arrives)) return last;
  }
}

/** Fisher and Yates. */
function mix(values: number[], random: () => number): void {
  for (let i = values.length - 1; i > 0; i--) {
    const j = Math.floor(random() * (i + 1));
    [values[i], values[j]] = [defined(values[j]), defined(values[i])];
  }
}
