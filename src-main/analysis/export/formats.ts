import { bed } from '../../formats/bed/index.ts';
import { bedGraph } from '../../formats/bedgraph/index.ts';
import { bigWig } from '../../formats/bigwig/index.ts';
import type { ExportFormat, FormatWriter } from '../../formats/track-values/index.ts';
import { gff3 } from '../../formats/gff/index.ts';
import { json } from '../../formats/json/index.ts';
import { formatByEnding } from '../../formats/output/index.ts';
import { trackTable } from '../../formats/track-table/index.ts';

/** Every format, by the name `--format` takes. A new one is a file and a line here. */
export const formats: Readonly<Record<ExportFormat, FormatWriter>> = {
  bedgraph: bedGraph,
  bigwig: bigWig,
  bed,
  gff3,
  tsv: trackTable('tsv'),
  parquet: trackTable('parquet'),
  arrow: trackTable('arrow'),
  json,
};

/** The format that was named, or else the one that the ending of `path` says. Error: `output-format`. */
export function chooseFormat(
  path: string,
  named: string | undefined,
): { format: ExportFormat; compressed: boolean } {
  // Raw tensors come from the engine while it runs, so they never reach this place.
  if (named?.toLowerCase() === 'safetensors') {
    throw new Error('Use SafetensorsFile to write raw tensors.');
  }
  const choice = { of: 'tracks', others: ['safetensors'] };
  const format = formatByEnding(path, named, formats, choice);
  return { format, compressed: path.toLowerCase().endsWith('.gz') };
}
