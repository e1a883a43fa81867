import { formatOf } from '../../formats/track-file/index.ts';

/** Path of the first annotation among a project's tracks. */
export function annotationOf(tracks: readonly string[]): string | undefined {
  return tracks.find((track) => ['gff3', 'gtf'].includes(formatOf(track) ?? ''));
}
