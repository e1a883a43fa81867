/** Runs one graph of `x [n]` and `y [n]` on a provider: `run-graph.ts PROVIDER`, JSON in and out. */
import { readFileSync } from 'node:fs';
import { defined, type Provider } from '../../src-main/contract/index.ts';
import { openSession } from '../../src-main/model/session/index.ts';

const provider = process.argv[2] as Provider;
const { graph, x } = JSON.parse(readFileSync(0, 'utf8')) as { graph: string; x: number[] };
const session = await openSession(Buffer.from(graph, 'base64'), { provider, threads: 1 });
const feeds = { x: { data: Float32Array.from(x), dims: [x.length] } };
const { y } = await session.run(feeds, {}, ['y']);
process.stdout.write(JSON.stringify([...defined(y)]));
