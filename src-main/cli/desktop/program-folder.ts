import { fileURLToPath } from 'node:url';

/** The folder of package.json. */
export const programFolder = fileURLToPath(new URL('../../../', import.meta.url));
