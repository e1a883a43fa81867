/** Pictures of reports, drawn by the code that draws the window. */
export { basePicture } from './base-picture.ts';
export { effectPicture } from './effect-picture.ts';
export { regionPicture } from './region-picture.ts';
export { variantPictures } from './variant-pictures.ts';
