import { contigNamed, cutField, MegabaseError, partNames, type Contig } from '../contract/index.ts';

/** A contig that a name stands for. */
export interface ContigMatch {
  readonly contig: Contig;
  /** To be shown, where the name is not exactly the contig's. */
  readonly note?: string;
}

/**
 * The contig of that name; where there is none, the one contig that differs from it only in case,
 * in a leading `chr`, or as `MT` differs from `M`. Throws `contig-unknown`, with some names.
 */
export function matchContig(name: string, contigs: readonly Contig[]): ContigMatch {
  const match = findContig(name, contigs);
  if (match === undefined) throw unknownContig(name, contigs);
  return match;
}

/** As `matchContig`, but undefined where no contig fits. Two that fit equally still throw. */
export function findContig(name: string, contigs: readonly Contig[]): ContigMatch | undefined {
  const exact = contigNamed(contigs, name);
  if (exact !== undefined) return { contig: exact };
  const cut = contigs.find((contig) => isStart(contig, name));
  if (cut !== undefined) return { contig: cut, note: readAs(name, cut) };

  for (const plain of [lowerCase, bareName]) {
    const alike = contigs.filter((contig) => plain(contig.name) === plain(name));
    if (alike.length > 1) {
      const names = alike.map((contig) => contig.name).join(', ');
      throw new MegabaseError('contig-unknown', `"${name}" could be any of ${names}.`);
    }
    const [contig] = alike;
    if (contig !== undefined) {
      return { contig, note: readAs(name, contig) };
    }
  }
  return undefined;
}

/** `contig-unknown`, naming the contigs that look alike, or else the first ones. */
export function unknownContig(name: string, contigs: readonly Contig[]): MegabaseError {
  const shown = 5;
  const bare = bareName(name);
  const close = contigs.filter((contig) => {
    const other = bareName(contig.name);
    return bare !== '' && other !== '' && (other.includes(bare) || bare.includes(other));
  });
  const listed = (close.length > 0 ? close : contigs).slice(0, shown).map(nameOf);
  const more = contigs.length - listed.length;
  const rest = more > 0 ? ` and ${more} more` : '';
  return new MegabaseError(
    'contig-unknown',
    `There is no contig "${cutField(name)}"; there are ${listed.join(', ')}${rest}.`,
  );
}

/**
 * The names of contigs, the first five of many; of one that was cut what there is of it, for a file may
 * name it by the header of the part (`chr4:100-200`), and then its positions may be any.
 */
export function contigNames(contigs: readonly Contig[]): string {
  return someNames(contigs.map(nameOf));
}

function nameOf({ name, parts }: Contig): string {
  return parts === undefined ? name : `${name} (bases ${partNames(parts)})`;
}

/** Whether a name is that of the start of a contig, cut out: positions are the same by both names. */
function isStart({ name: contig, parts }: Contig, name: string): boolean {
  const [part] = parts ?? [];
  return part?.start === 0 && name === `${contig}:1-${part.end}`;
}

function readAs(name: string, contig: Contig): string {
  return `"${name}" was read as the contig "${contig.name}".`;
}

/** The first five of some names, each once. */
export function someNames(names: readonly string[]): string {
  const shown = 5;
  const distinct = [...new Set(names)];
  const more = distinct.length - shown;
  return distinct.slice(0, shown).join(', ') + (more > 0 ? ` and ${more} more` : '');
}

function lowerCase(name: string): string {
  return name.toLowerCase();
}

/** `chr1` and `1` alike, `chrM` and `MT` alike. */
function bareName(name: string): string {
  const bare = name.toLowerCase().replace(/^chr/, '');
  return bare === 'mt' ? 'm' : bare;
}
