/** What single bases do: a mutagenesis as a heat map, dependencies as a triangle or a square. */
export { dependenciesHeight, drawDependencies, pairAt } from './draw-dependencies.ts';
export { drawDependencySquare, pairInSquare } from './draw-dependency-square.ts';
export {
  drawMutagenesis,
  mutagenesisHeight,
  shownMutagenesis,
  substitutionAt,
  type ShownMutagenesis,
} from './draw-mutagenesis.ts';
export {
  dependencyColor,
  shownDependencies,
  type BasePair,
  type ShownDependencies,
} from './shown-dependencies.ts';
