/** IUPAC codes and what stands against each on the other strand. */
const [codes, others] = ['ACGTURYSWKMBDHVN', 'TGCAAYRSWMKVHDBN'];

/** By character code; what is no IUPAC code is N. */
const complements = new Uint8Array(256).fill('N'.charCodeAt(0));
for (const [i, code] of [...codes].entries())
  complements[code.charCodeAt(0)] = others.charCodeAt(i);

/** The other strand of upper-case letters. */
export function reverseComplementOf(letters: string): string {
  return complemented(Buffer.from(letters, 'latin1').reverse());
}

/** What pairs with each of some upper-case letters, in their order. */
export function complementOf(letters: string): string {
  return complemented(Buffer.from(letters, 'latin1'));
}

function complemented(bytes: Buffer): string {
  for (let i = 0; i < bytes.length; i++) bytes[i] = complements[bytes[i]!]!;
  return bytes.toString('latin1');
}
