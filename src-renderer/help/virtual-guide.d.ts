/** Made of `resources/guide` when the window is built; see `resources/build-guide/guide-plugin.ts`. */
declare module 'virtual:guide' {
  /** A heading of a page with what stands below it. */
  export interface GuideSection {
    /** Within its page; empty for what stands above the first heading. */
    readonly id: string;
    readonly title: string;
    /** Without markup. */
    readonly text: string;
  }

  export interface GuidePage {
    readonly id: string;
    readonly title: string;
    /** Heading of the contents that it is listed under. */
    readonly group: string;
    /** Tags in the Markdown are text in it. */
    readonly html: string;
    readonly sections: readonly GuideSection[];
  }

  /** In the order of the contents. */
  export const guide: readonly GuidePage[];
}
