import type { GuidePage } from 'virtual:guide';

export interface FoundSection {
  /** `page` or `page/heading`. */
  readonly address: string;
  readonly page: string;
  readonly title: string;
  /** Some words of the text about the first that was found, in three parts: before, found, after. */
  readonly excerpt: readonly [string, string, string];
}

/** Sections that have all words of a question; those that have them in their headings come first. */
export function searchGuide(pages: readonly GuidePage[], question: string): FoundSection[] {
  const words = question.toLowerCase().split(/\s+/).filter(Boolean);
  if (words.length === 0) return [];
  const found = pages.flatMap(({ id, title: page, sections }) =>
    sections.flatMap(({ id: heading, title, text }) => {
      const headings = `${page} ${title}`.toLowerCase();
      const all = `${headings} ${text.toLowerCase()}`;
      if (!words.every((word) => all.includes(word))) return [];
      const address = heading === '' ? id : `${id}/${heading}`;
      const inHeadings = words.filter((word) => headings.includes(word)).length;
      return [{ address, page, title, excerpt: excerptOf(text, words), inHeadings }];
    }),
  );
  return found.sort((a, b) => b.inHeadings - a.inHeadings);
}

const room = 48;

function excerptOf(text: string, words: readonly string[]): [string, string, string] {
  const lower = text.toLowerCase();
  const word = words.find((one) => lower.includes(one));
  if (word === undefined) return [`${text.slice(0, 2 * room).replace(/\s\S*$/, '')} …`, '', ''];
  const at = lower.indexOf(word);
  const end = at + word.length;
  // Whole words on both sides.
  const before = text
    .slice(0, at)
    .slice(-room)
    .replace(/^\S*\s/, at > room ? '… ' : '$&');
  const after = text.slice(end, end + room).replace(/\s\S*$/, ' …');
  return [before, text.slice(at, end), after];
}
