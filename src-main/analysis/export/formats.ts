import { MegabaseError } from '../../contract/index.ts';
import { bed } from '../../formats/bed/index.ts';
import { bedGraph } from '../../formats/bedgraph/index.ts';
import { bigWig } from '../../formats/bigwig/index.ts';
import type { ExportFormat, FormatWriter } from '../../formats/track-values/index.ts';
import { gff3 } from '../../formats/gff/index.ts';
import { json } from '../../formats/json/index.ts';
import { tsv } from '../../formats/tsv/index.ts';

/** Every format, by the name `--format` takes. A new one is a file and a line here. */
export const formats: Readonly<Record<ExportFormat, FormatWriter>> = {
  bedgraph: bedGraph,
  bigwig: bigWig,
  bed,
  gff3,
  tsv,
  json,
};

const names = Object.keys(formats) as ExportFormat[];

/** The format that was named, or else the one that the ending of `path` says. */
export function chooseFormat(
  path: string,
  named: string | undefined,
): { format: ExportFormat; compressed: boolean } {
  const compressed = path.toLowerCase().endsWith('.gz');
  const format = named === undefined ? byEnding(path, compressed) : byName(named);
  if (!compressed || formats[format].text) return { format, compressed };
  const text = `Cannot write ${path}: ${format} is compressed in itself and takes no .gz.`;
  throw new MegabaseError('output-format', text);
}

function byName(name: string): ExportFormat {
  // Raw tensors come from the engine while it runs, so they never reach this place.
  if (name === 'safetensors') throw new Error('Use SafetensorsFile to write raw tensors.');
  const found = names.find((format) => format === name.toLowerCase());
  if (found !== undefined) return found;
  const text = `There is no format ${name}; there are ${names.join(', ')} and safetensors.`;
  throw new MegabaseError('output-format', text);
}

function byEnding(path: string, compressed: boolean): ExportFormat {
  const plain = compressed ? path.slice(0, -'.gz'.length) : path;
  const found = names.find((format) => endingOf(plain, format) !== undefined);
  if (found !== undefined) return found;
  const endings = names.flatMap((format) => formats[format].endings).join(', ');
  const text = `The ending of ${path} says no format; known endings are ${endings}, .safetensors.`;
  throw new MegabaseError('output-format', text);
}

function endingOf(path: string, format: ExportFormat): string | undefined {
  return formats[format].endings.find((ending) => path.toLowerCase().endsWith(ending));
}
