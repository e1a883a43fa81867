import { expect, it } from 'vitest';
import { sameBits } from '../support/compare.ts';
import { referenceModels } from '../support/paths.ts';
import { randomTokens } from '../support/random-sequence.ts';
import { Random } from '../support/random.ts';
import { runPass } from '../support/run-pass.ts';
import { sharedFolder } from '../support/temporary-folder.ts';

const graphs = sharedFolder();
const job = {
  model: referenceModels['caduceus-ps'],
  tokens: randomTokens(500, new Random(2)),
  chunk: 64,
  graphs,
};

it.each([
  { what: 'inside one chunk', start: 70, end: 100 },
  { what: 'from one chunk border to another', start: 64, end: 192 },
  { what: 'over several chunks to the end', start: 100, end: 500 },
  { what: 'nowhere', start: 64, end: 64 },
])('raw values $what are those of the whole', async ({ start, end }) => {
  const whole = await runPass(job);
  const part = await runPass({ ...job, raw: { start, end } });
  for (const kind of ['logits', 'hidden'] as const) {
    const width = whole[kind].length / job.tokens.length;
    const cut = whole[kind].subarray(start * width, end * width);
    expect(part[kind]).toHaveLength((end - start) * width);
    expect(sameBits(part[kind], cut)).toBe(true);
  }
});
