import {
  isFile,
  isLive,
  unitOf,
  type PredictionBin,
  type PredictionSpec,
} from '../../src-main/drawing/index.ts';
import { formatRegion, type Region, basePairs, count } from '../../src-main/contract/index.ts';
import { valueWithUnit } from '../format/index.ts';
import type { IgvTrack } from './igv-types.ts';
import { asWritten } from './plain-text.ts';
import { binsAt, clickedViewport, specOf } from './tracks/index.ts';

/** What was clicked, as plain text. */
export interface FeatureDetails {
  readonly title: string;
  readonly rows: readonly { readonly name: string; readonly value: string }[];
  /** Where it lies, of a feature of an annotation. */
  readonly region?: (Region & { readonly strand?: string | undefined }) | undefined;
}

/** A feature's properties as igv gives them, in the file's own words: a name may look like markup. */
export function featureDetails(
  track: IgvTrack,
  popup: readonly unknown[] | undefined,
  position: number,
): FeatureDetails | undefined {
  const spec = specOf(track);
  if (!spec) {
    const isGff = track.config?.format === 'gff3';
    const rows = (popup ?? []).flatMap(readRow).map(isGff ? decodedRow : (row) => row);
    return rows.length > 0 ? { title: asWritten(track.name ?? 'Feature'), rows } : undefined;
  }
  const viewport = clickedViewport(popup);
  const rows = binsAt(viewport?.cachedFeatures, position).flatMap((bin) => [
    valueRow(spec, bin),
    { name: 'Range', value: `${bin.min.toPrecision(3)} to ${bin.max.toPrecision(3)}` },
    {
      name: 'Bin',
      value: `${formatRegion({ contig: bin.chr, start: bin.start, end: bin.end })}, ${basePairs(bin.end - bin.start)}`,
    },
  ]);
  const isDrawn = viewport?.featureCache !== undefined && !viewport.loading;
  // A file may have values anywhere.
  const hasFile = spec.layers.flat().some(isFile);
  const absent = hasFile ? 'no value' : 'outside the context';
  const outside = isDrawn ? absent : 'not drawn yet';
  const why = isLive(spec) ? 'not computed yet' : outside;
  const nothing = [{ name: 'Position', value: `${count(position + 1)}: ${why}` }];
  const title = hasFile ? spec.info.label : `${spec.info.label} (predicted)`;
  return { title, rows: rows.length > 0 ? rows : nothing };
}

/** A value, and whose it is: of two signals each has its own unit, and what is made of both is neither's. */
function valueRow(spec: PredictionSpec, { value, layer, source }: PredictionBin) {
  const { compared, signals } = spec;
  const withUnit = valueWithUnit(value, unitOf(spec));
  if (!signals) return { name: isFile(source) ? source.file.name : source.model, value: withUnit };
  if (compared !== 'lines') return { name: 'Value', value: withUnit };
  return { name: signals[layer]?.name ?? '', value: valueWithUnit(value, '') };
}

/** Bases that igv shows as a message: of the view, of a read. Undefined of other messages. */
export function sequenceCard(message: unknown): FeatureDetails | undefined {
  if (typeof message !== 'string' || !/^[ACGTUN]+$/i.test(message)) return undefined;
  return { title: `Sequence, ${basePairs(message.length)}`, rows: [{ name: '', value: message }] };
}

/** igv's own lines between them (rules, headings, links) are left out. */
function readRow(row: unknown): { name: string; value: string }[] {
  if (typeof row !== 'object' || row === null) return [];
  const { name, value } = row as { name?: unknown; value?: unknown };
  // With these igv indents the value.
  const said = asText(name)
    .replace(/(&nbsp;)+$/, '')
    .replace(/:$/, '');
  // The one value that igv escapes, and in it the first bracket only.
  const text = said === 'Alt' ? asText(value).replace('&lt;', '<') : asText(value);
  return text === '' ? [] : [{ name: said, value: text }];
}

/** GFF3 writes what its columns cannot hold as `%22`: the value is what that stands for. */
function decodedRow({ name, value }: { name: string; value: string }) {
  const decode = (text: string) => {
    try {
      return decodeURIComponent(text);
    } catch {
      // Not of UTF-8: as it is written.
      return text;
    }
  };
  return { name, value: value.replaceAll(/(?:%[\da-f]{2})+/gi, decode) };
}

function asText(value: unknown): string {
  if (typeof value === 'number') return Number.isInteger(value) ? count(value) : String(value);
  return typeof value === 'string' ? value.trim() : '';
}
