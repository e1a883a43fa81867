import { defined } from '../../contract/index.ts';
import {
  type ExportJob,
  sortedPart,
  textFormat,
  type TextPieces,
  type BinBlock,
  TrackBins,
  quoted,
  rgb,
} from '../track-values/index.ts';
import { float32Text, commentLines, partNotes, provenance } from '../output/index.ts';

/** Lines put together at a time. */
const linesPerPiece = 1024;

/**
 * bedGraph: four columns, 0-based half-open, one `track` section per track; neighbours with one
 * value stay apart, so that the bins can be told from the file. Bins without a value are absent.
 * Source: genome.ucsc.edu/goldenPath/help/bedgraph.html, which wants every base at most once.
 */
export const bedGraph = textFormat(['.bedgraph', '.bg'], bedGraphPieces);

function* bedGraphPieces(job: ExportJob): TextPieces {
  const { run, tracks } = defined(job.predictions[0]);
  const binsOf = (track: number) => new TrackBins(job.predictions, job.genome, track);
  const counts = job.part ? [...tracks.keys()].map((track) => binsOf(track).finiteCounts()) : [];
  yield commentLines([...provenance(job.predictions), ...partNotes(sortedPart(job, counts))]);
  let records = 0;
  let leftOut = 0;
  for (const [index, { info }] of tracks.entries()) {
    const description = `${info.label} (${info.unit}), ${run.model.name} ${run.model.version}`;
    const names = `name=${quoted(info.id)} description=${quoted(description)}`;
    yield `track type=bedGraph ${names} color=${rgb(info.color)}\n`;
    const bins = binsOf(index);
    for (const block of bins.blocks(linesPerPiece)) {
      records += block.values.length;
      yield blockLines(block);
    }
    leftOut += bins.leftOut;
  }
  return { records, leftOut };
}

function blockLines({ contig, span, starts, values }: BinBlock): string {
  let lines = '';
  for (const [index, start] of starts.entries()) {
    lines += `${contig}\t${start}\t${start + span}\t${float32Text(values[index]!)}\n`;
  }
  return lines;
}
