import { defined, type TrackRole } from '../../contract/index.ts';
import {
  type ExportJob,
  passingRegions,
  textFormat,
  type TextPieces,
} from '../track-values/index.ts';
import { float32Text, provenance } from '../output/index.ts';

/** Sequence Ontology terms: SO:0000167, SO:0000165, SO:0000627; the others have none of their own. */
const featureTypes: Partial<Record<TrackRole, string>> = {
  promoter: 'promoter',
  enhancer: 'enhancer',
  insulator: 'insulator',
};

/**
 * GFF3: where a track reaches the threshold, as features, 1-based with both ends included. The
 * score is the largest value in the track's own unit.
 * Source: github.com/The-Sequence-Ontology/Specifications, gff3.md.
 */
export const gff3 = textFormat(['.gff3', '.gff'], gff3Pieces, { needsThreshold: true });

function* gff3Pieces(job: ExportJob): TextPieces {
  yield '##gff-version 3\n';
  for (const name of new Set(job.predictions.map(({ region }) => region.contig))) {
    yield `##sequence-region ${escapeSeqId(name)} 1 ${defined(job.genome.lengthOf(name))}\n`;
  }
  yield '#!processor megabase\n';
  for (const { key, text } of provenance(job.predictions)) yield `#!${key} ${text}\n`;
  yield `#!threshold ${float32Text(defined(job.threshold))}\n`;
  const { tracks } = defined(job.predictions[0]);
  const counts = tracks.map(() => 0);
  const regions = passingRegions(job);
  for (const { contig, start, end, track, max, mean } of regions) {
    const { id, label, role } = defined(tracks[track]).info;
    const type = (role && featureTypes[role]) ?? 'sequence_feature';
    const number = (counts[track] ?? 0) + 1;
    counts[track] = number;
    const attributes = Object.entries({
      ID: `${id}_${number}`,
      Name: label,
      track: id,
      mean: String(Number(mean.toPrecision(6))),
    }).map(([tag, value]) => `${tag}=${escapeAttribute(value)}`);
    const place = [escapeSeqId(contig), 'megabase', type, start + 1, end];
    yield `${[...place, float32Text(max), '.', '.', attributes.join(';')].join('\t')}\n`;
  }
  return { records: regions.length, leftOut: 0 };
}

/** Column 1 allows few characters as they are. */
function escapeSeqId(text: string): string {
  return text.replace(/[^a-zA-Z0-9.:^*$@!+_?|-]/gu, percentEncoded);
}

/** Column 9 reserves `;`, `=`, `&` and `,` besides what may stand nowhere. */
function escapeAttribute(text: string): string {
  // eslint-disable-next-line no-control-regex -- control characters are what must be encoded
  return text.replace(/[\u0000-\u001f\u007f%;=&,]/g, percentEncoded);
}

function percentEncoded(character: string): string {
  return Array.from(
    Buffer.from(character, 'utf8'),
    (byte) => `%${byte.toString(16).toUpperCase().padStart(2, '0')}`,
  ).join('');
}
