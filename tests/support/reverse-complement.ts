/** The other strand of a text of A, C, G, T and N. */
export function otherStrand(letters: string): string {
  const partner: Record<string, string> = { A: 'T', C: 'G', G: 'C', T: 'A', N: 'N' };
  return [...letters]
    .map((letter) => partner[letter]!)
    .reverse()
    .join('');
}
