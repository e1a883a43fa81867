/** Formats that scored variants can be written in, as the dialog offers them. */
export const variantFormatChoices: readonly {
  readonly id: string;
  readonly label: string;
  readonly description: string;
}[] = [
  { id: 'vcf', label: 'VCF', description: 'Every record unchanged, with the scores in INFO.' },
  { id: 'tsv', label: 'TSV table', description: 'One row per variant and score.' },
  { id: 'parquet', label: 'Parquet', description: 'The same table for notebooks, typed.' },
  { id: 'arrow', label: 'Arrow', description: 'The same table as Arrow IPC (Feather 2).' },
  { id: 'bed', label: 'BED', description: 'One line per variant, scored by its largest effect.' },
  { id: 'json', label: 'JSON', description: 'All results for each variant.' },
];
