/** Formats that scored variants can be written in, as the dialog offers them. */
export const variantFormats: readonly {
  readonly id: string;
  readonly label: string;
  readonly says: string;
}[] = [
  { id: 'vcf', label: 'VCF', says: 'Every record as it was, with the scores in INFO.' },
  { id: 'tsv', label: 'TSV table', says: 'One row for each score of each variant.' },
  { id: 'bed', label: 'BED', says: 'One line a variant, its largest effect as the score.' },
  { id: 'json', label: 'JSON', says: 'Everything that is known of each variant.' },
];
