import type { FileKind } from '../../src-main/contract/index.ts';

/** Kinds of files in the user's words. */
export const fileKindNames: Readonly<Record<FileKind, string>> = {
  alignment: 'Reads',
  variant: 'Variants',
  annotation: 'Annotation',
  signal: 'Signal',
};

export function baseName(path: string): string {
  return path.split(/[\\/]/).at(-1) ?? path;
}

/** The folder of a file. */
export function folderOf(path: string): string {
  return path.slice(0, path.length - baseName(path).length).replace(/(.)[/\\]$/, '$1');
}

/** A name without an ending, as model folders have; the workbench looks closer. */
export function looksLikeFolder(path: string): boolean {
  return !/\.[a-z0-9]+$/i.test(baseName(path));
}

/** What a file about a region, or whatever else these words name, may be called: `chr1_1-2_000`. */
export function fileStem(words: string): string {
  return words.trim().replaceAll(/[:,\s]+/g, '_');
}

/** The name of a file of variants, reads or labels without what it ends in. */
export function withoutEnding(name: string): string {
  return name.replace(/\.(vcf|bam|cram|bed|tsv|txt)(\.b?gz)?$/i, '');
}
