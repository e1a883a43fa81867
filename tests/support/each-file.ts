import { afterAll } from 'vitest';
import './same-bytes.ts';
import { endSharedProcess } from './shared-compute-process.ts';

afterAll(endSharedProcess);
