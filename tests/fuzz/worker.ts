/** A process that tries one damaged input after the other: its parent sends their indexes. */
import { startParsersBy } from '../../src-main/formats/parser/index.ts';
import { forkParser } from '../../src-main/formats/parser/start-parser.ts';
import { tryInput } from './one-input.ts';

/** A parser that hangs is ended sooner than users' are: the examples are small. */
const noProgressMs = 20_000;

/** Memory that small files may take, bytes: that of the program itself with room. */
const maxBytes = 1 << 30;

startParsersBy(forkParser, { noProgressMs });
const seed = Number(process.argv[2]);
process.on('disconnect', () => process.exit());
process.on('message', (index: number) => {
  void tryInput(seed, index).then((outcome) => {
    const { rss } = process.memoryUsage();
    const grown = { ...outcome, kind: 'failed', detail: `${rss} bytes of memory are held` };
    process.send!(rss > maxBytes ? grown : outcome);
  });
});
