import { fileURLToPath } from 'node:url';

/**
 * The program's own folder, absolute. From here, as from `out/main` once all is bundled, it lies two
 * folders up.
 */
export const programFolder = fileURLToPath(new URL('../../', import.meta.url));
