import { BaseSequencer, type TestSpecification } from 'vitest/node';

/**
 * Files that take half a minute and more of a core, and are short: Vitest, where it does not know the
 * times of an earlier run, goes by size, and would leave one core without work behind them.
 */
const slow = [
  'cli/effects-accuracy',
  'cli/megabase',
  'probes/fit-probe',
  'cli/accuracy',
  'extrapolation/read-in-pieces',
  'e2e/access',
  'electron/prediction',
  'e2e/own-files',
  'engine/spill',
  'e2e/runs',
  'cli/privacy',
  'cli/demo',
  'e2e/jobs',
  'e2e/yeast',
  'effects/brute-force',
].map((name) => `/tests/${name}.test.ts`);

/** The usual order of files, but for those known to be slow, which come first. */
export default class SlowestFirst extends BaseSequencer {
  override async sort(files: TestSpecification[]): Promise<TestSpecification[]> {
    const sorted = await super.sort(files);
    const rank = ({ moduleId }: TestSpecification) => {
      const at = slow.findIndex((end) => moduleId.replaceAll('\\', '/').endsWith(end));
      return at < 0 ? slow.length : at;
    };
    return sorted.toSorted((a, b) => rank(a) - rank(b));
  }
}
