import type { VariantText, VariantTableHead } from './variant-text.ts';

/** One JSON object, a variant a line: everything that is known of it. */
export function jsonText({ notes, track, tracks, labels = [] }: VariantTableHead): VariantText {
  const about = Object.fromEntries(notes.map(({ key, text }) => [key, text]));
  const opening = JSON.stringify({
    ...about,
    coordinates: '0-based half-open',
    track: track ?? null,
    tracks,
    ...(labels.length > 0 ? { labels } : {}),
  });
  let isFirst = true;
  return {
    head: `${opening.slice(0, -1)},"variants":[`,
    rows(rows) {
      const lines = rows.map((row) => {
        const text = `${isFirst ? '' : ','}\n${JSON.stringify(row)}`;
        isFirst = false;
        return text;
      });
      return lines.join('');
    },
    tail: '\n]}\n',
  };
}
