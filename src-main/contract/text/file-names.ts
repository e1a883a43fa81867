/** What a file is to a project, by its name alone. */
export function isProjectFile(path: string): boolean {
  return /\.megabase(\.json)?$/i.test(path);
}

export function isGenomeFile(path: string): boolean {
  return /\.(2bit|(fa|fasta|fna|fas)(\.b?gz)?)$/i.test(path);
}
