import { afterAll } from 'vitest';
import { endSharedProcess } from './shared-compute-process.ts';

afterAll(endSharedProcess);
