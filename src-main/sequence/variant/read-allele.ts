import { refuse, type SkipReason } from './skip-reason.ts';

const letters = /^[A-Za-z]+$/;
const iupac = /^[ACGTURYSWKMBDHVN]+$/;

/** Why an ALT, as a VCF file writes it, states no bases; undefined where it does. */
export function refusalOfAlt(alt: string): SkipReason | undefined {
  if (alt === '.' || alt === '') {
    return refuse(
      alt === '' ? 'not-bases' : 'no-alternative',
      alt === '' ? 'An alternative allele is empty.' : undefined,
    );
  }
  if (alt === '*' || alt === '<*:DEL>') return refuse('spanning-deletion');
  if (/[[\]]/.test(alt)) return refuse('breakend', `${quote(alt)} is a breakend.`);
  if (/^<.*>$/.test(alt)) {
    return refuse('symbolic', `${alt} is a symbolic allele, so its sequence is unknown.`);
  }
  if (/^\.[A-Za-z]+$|^[A-Za-z]+\.$/.test(alt)) {
    return refuse('breakend', `${quote(alt)} is a single breakend.`);
  }
  return refusalOfLetters('ALT', alt);
}

/** Why a REF states no bases; IUPAC codes are let through, for the genome may have them too. */
export function refusalOfLetters(column: 'REF' | 'ALT', allele: string): SkipReason | undefined {
  if (letters.test(allele) && iupac.test(allele.toUpperCase())) return undefined;
  return refuse('not-bases', `${column} is ${quote(allele)}; letters of bases were expected.`);
}

/** Bases each IUPAC code stands for. */
const meanings: Readonly<Record<string, string>> = {
  R: 'AG',
  Y: 'CT',
  S: 'CG',
  W: 'AT',
  K: 'GT',
  M: 'AC',
  B: 'CGT',
  D: 'AGT',
  H: 'ACT',
  V: 'ACG',
  N: 'ACGT',
};

/**
 * True where REF agrees with the genome, both upper case. VCF knows no code but N in REF: where the
 * genome has another, a base that it stands for is written (VCF 4.3, 1.6.1), and bcftools writes N.
 */
export function agrees(ref: string, genome: string): boolean {
  if (ref === genome) return true;
  if (ref.length !== genome.length) return false;
  for (let i = 0; i < ref.length; i++) {
    const [stated, found] = [ref.charAt(i), genome.charAt(i)];
    if (stated === found) continue;
    const bases = meanings[found];
    if (bases === undefined || found === 'N' || (stated !== 'N' && !bases.includes(stated))) {
      return false;
    }
  }
  return true;
}

/** An allele as a message shows it. */
export function quote(allele: string): string {
  const shown = 20;
  return JSON.stringify(
    allele.length > shown ? `${allele.slice(0, shown)}... (${allele.length} letters)` : allele,
  );
}
