import type { GraphSession } from '../../model/session/index.ts';

/** What runs a graph; see `GraphSession`. */
export type GraphRunner = Pick<GraphSession, 'run' | 'runInRows' | 'release'>;
