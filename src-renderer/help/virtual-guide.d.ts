/** Made of `resources/guide` when the window is built; see `resources/build-guide/guide-plugin.ts`. */
declare module 'virtual:guide' {
  export type GuideSection = import('./guide-page.ts').GuideSection;
  export type GuidePage = import('./guide-page.ts').GuidePage;

  /** In the order of the contents. */
  export const guide: readonly GuidePage[];
}
