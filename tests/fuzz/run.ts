/** `npm run fuzz -- --inputs N [--seed S] [--first I] [--workers W]` */
import { parseArgs } from 'node:util';
import { fuzz, tableOf } from './fuzz.ts';

const print = (line: string) => void process.stdout.write(`${line}\n`);
const { values } = parseArgs({
  options: {
    inputs: { type: 'string', default: '1000' },
    seed: { type: 'string', default: '1' },
    first: { type: 'string', default: '0' },
    workers: { type: 'string', default: '2' },
    verbose: { type: 'boolean', default: false },
  },
});
const [count, seed, first, workers] = [
  values.inputs,
  values.seed,
  values.first,
  values.workers,
].map(Number) as [number, number, number, number];
const since = performance.now();
let tried = 0;
const outcomes = await fuzz({
  ...{ seed, count, first, workers },
  onOutcome: ({ index, format, done, kind, detail, message }) => {
    tried++;
    if (kind === 'failed' || values.verbose) {
      const again = `--seed ${seed} --first ${index} --inputs 1`;
      print(`${kind} ${format} (${done.join(', ')}): ${detail} ${message ?? ''} [${again}]`);
    } else if (tried % 500 === 0) process.stderr.write(`${tried} of ${count}\n`);
  },
});
print(tableOf(outcomes));
print(`seed ${seed}, ${Math.round((performance.now() - since) / 1000)} s`);
process.exitCode = outcomes.some(({ kind }) => kind === 'failed') ? 1 : 0;
