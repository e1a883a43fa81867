/**
 * Gives features of a track their numbers anew, as `ID=promoter_7`: in a part they are counted from its own
 * first one. Lines come in the order of the whole.
 */
export function numberFeatures(): (line: string) => string {
  const counts = new Map<string, number>();
  return (line) =>
    line.replace(/\tID=(.*?)_\d+;/, (_, track: string) => {
      const number = (counts.get(track) ?? 0) + 1;
      counts.set(track, number);
      return `\tID=${track}_${number};`;
    });
}
