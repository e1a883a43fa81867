import { readFileSync, writeFileSync } from 'node:fs';
import { gunzipSync } from 'node:zlib';
import { tutorialGenome } from './cli.ts';

/** The letters of a contig of the tutorial genome. */
export function tutorialLetters(name: 'chrT1' | 'chrT2'): string {
  const fasta = gunzipSync(readFileSync(tutorialGenome)).toString();
  const record = fasta.split('>').find((text) => text.startsWith(`${name}\n`))!;
  return record.slice(name.length).replaceAll('\n', '');
}

/** Writes sequences as FASTA, 60 letters a line. */
export function writeFasta(
  path: string,
  records: Readonly<Record<string, string>>,
  lineEnd = '\n',
): void {
  const text = Object.entries(records).map(([name, letters]) =>
    [`>${name}`, ...letters.match(/.{1,60}/g)!, ''].join(lineEnd),
  );
  writeFileSync(path, text.join(''));
}
