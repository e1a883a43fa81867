import { mkdirSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { onePage } from './one-page.ts';

const path = join(import.meta.dirname, '../../dist/guide.html');
mkdirSync(dirname(path), { recursive: true });
writeFileSync(path, onePage());
process.stdout.write(`${path}\n`);
