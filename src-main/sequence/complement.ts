/** IUPAC codes and what stands against each on the other strand. */
const [codes, complements] = ['ACGTURYSWKMBDHVN', 'TGCAAYRSWMKVHDBN'];

/** By character code; what is no IUPAC code is N. */
const complementOf = new Uint8Array(256).fill('N'.charCodeAt(0));
for (const [i, code] of [...codes].entries())
  complementOf[code.charCodeAt(0)] = complements.charCodeAt(i);

/** The other strand of upper-case letters. */
export function reverseComplementOf(letters: string): string {
  const bytes = Buffer.from(letters, 'latin1').reverse();
  for (let i = 0; i < bytes.length; i++) bytes[i] = complementOf[bytes[i]!]!;
  return bytes.toString('latin1');
}
