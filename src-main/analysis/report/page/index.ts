/** The pages of reports: what is gathered, in plain words for somebody who does not have the program. */
export { regionPage } from './region-page.ts';
export { variantsPage } from './variants-page.ts';
