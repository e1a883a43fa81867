// `node write-pass.ts OUT` writes what a pass gives here, and what computed it.
import { writeFileSync } from 'node:fs';
import { defined } from '../../src-main/contract/index.ts';
import { pass } from './pass.ts';

writeFileSync(defined(process.argv[2]), JSON.stringify(await pass()));
