import { headTaskIds } from '../../model/index.ts';

/** What labels may be of: the tasks of the Genomics Long-Range Benchmark. */
export const evaluationTasks = headTaskIds;
