/** A heading of a page with what stands below it, for the search. */
export interface GuideSection {
  /** Within its page; empty for what stands above the first heading of the second level. */
  readonly id: string;
  readonly title: string;
  /** Without markup. */
  readonly text: string;
}

export interface GuidePage {
  /** Name of its file without `.md`. */
  readonly id: string;
  readonly title: string;
  /** Heading of the contents that it is listed under. */
  readonly group: string;
  /** Nothing in it was markup before: tags in the Markdown are text. */
  readonly html: string;
  readonly sections: readonly GuideSection[];
}
