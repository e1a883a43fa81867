/** The kinds of figure that `megabase figure` makes. */
export { figureOfFiles } from './file-figure.ts';
export { figureOfProject, type WrittenRows } from './project-figure.ts';
export { figureOfVariants, type WrittenPicture } from './variants-figure.ts';
export { withProject } from './with-project.ts';
