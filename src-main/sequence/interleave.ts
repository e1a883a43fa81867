/** Tracks `[tracks][bins]` as one row-major table `[bins, tracks]`. */
export function interleave(tracks: readonly Float32Array[]): Float32Array {
  const bins = tracks[0]?.length ?? 0;
  const table = new Float32Array(bins * tracks.length);
  for (const [track, values] of tracks.entries()) {
    for (let bin = 0; bin < bins; bin++) table[bin * tracks.length + track] = values[bin]!;
  }
  return table;
}
