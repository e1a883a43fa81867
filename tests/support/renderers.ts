import { spawnSync } from 'node:child_process';

/** Whether other programs are there that draw SVG and PDF: Debian's librsvg2-bin and poppler-utils. */
export const hasRenderers = ['rsvg-convert', 'pdftoppm'].every(
  (name) => spawnSync(name, ['-v']).error === undefined,
);
