import { defined, type TrackRole } from '../../contract/index.ts';
import {
  type ExportJob,
  partOfRegions,
  passingRegions,
  textFormat,
  type TextPieces,
} from '../track-values/index.ts';
import { float32Text, partNotes, provenance } from '../output/index.ts';
import { escapeSeqId, gff3Line } from './gff3-line.ts';

/**
 * Sequence Ontology terms: SO:0000167, SO:0000165, SO:0000627, SO:0000851 (`CDS` itself asks for a
 * phase); the others have none of their own.
 */
const featureTypes: Partial<Record<TrackRole, string>> = {
  promoter: 'promoter',
  enhancer: 'enhancer',
  insulator: 'insulator',
  cds: 'CDS_region',
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
  const regions = passingRegions(job);
  const notes = [...provenance(job.predictions), ...partNotes(partOfRegions(job, regions))];
  for (const { key, text } of notes) yield `#!${key} ${text}\n`;
  yield `#!threshold ${float32Text(defined(job.threshold))}\n`;
  const { tracks } = defined(job.predictions[0]);
  const counts = tracks.map(() => 0);
  for (const { contig, start, end, track, max, mean } of regions) {
    const { id, label, role } = defined(tracks[track]).info;
    const type = (role && featureTypes[role]) ?? 'sequence_feature';
    const number = (counts[track] ?? 0) + 1;
    counts[track] = number;
    const attributes = {
      ID: `${id}_${number}`,
      Name: label,
      track: id,
      mean: String(Number(mean.toPrecision(6))),
    };
    const place = { contig, source: 'megabase', type, start, end, strand: '.' } as const;
    yield gff3Line({ ...place, score: float32Text(max), attributes });
  }
  return { records: regions.length, leftOut: 0 };
}
