import type { GraphManifest, GraphTrack, GraphTracksOutput, WrittenManifest } from './manifest.ts';
import { readTrackFile } from './track-file.ts';

/**
 * A manifest with all that follows from it: tracks from their file, each with its channel; a value a tile as
 * a bin of the tile's centre; a track for each strand where they are separate. Errors: those of
 * `readTrackFile`.
 */
export function resolveManifest(written: WrittenManifest, folder: string): GraphManifest {
  const { tiling, reverseComplement } = written;
  const outputs = written.outputs.map((output) => {
    if (output.kind === 'lm') return output;
    const listed =
      typeof output.tracks === 'string' ? readTrackFile(folder, output.tracks) : output.tracks;
    const tracks = listed.map((track, i): GraphTrack => ({
      ...track,
      channel: track.channel ?? i,
    }));
    const { centre = tiling.length } = tiling;
    const place =
      output.bin === undefined
        ? { bin: centre, crop: (tiling.length - centre) / 2 }
        : { bin: output.bin };
    const all = reverseComplement === 'separate' ? tracks.flatMap(onEachStrand) : tracks;
    return { ...output, ...place, tracks: all } satisfies GraphTracksOutput;
  });
  return { ...written, outputs };
}

/** Names of the files of tracks that a manifest names. */
export function trackFiles({ outputs }: WrittenManifest): string[] {
  return outputs.flatMap((output) =>
    output.kind === 'tracks' && typeof output.tracks === 'string' ? [output.tracks] : [],
  );
}

function onEachStrand(track: GraphTrack): GraphTrack[] {
  const one = (name: string, strand: '+' | '-', reads: 'forward' | 'reverse') => {
    const { id, label } = track;
    return { ...track, id: `${id}_${name}`, label: `${label} (${strand})`, strand, reads };
  };
  return [one('plus', '+', 'forward'), one('minus', '-', 'reverse')];
}
