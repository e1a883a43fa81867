import { relative } from 'node:path';
import type { Reporter, TestCase, TestModule, Vitest } from 'vitest/node';
import { root } from './paths.ts';
import { judgeSkips } from './judge-skips.ts';

/**
 * Says why tests were skipped, fails where more were than `pinned-skips.ts` has, and ends with one
 * line of counts.
 */
export default class CountReporter implements Reporter {
  #vitest: Vitest | undefined;

  onInit(vitest: Vitest): void {
    this.#vitest = vitest;
  }

  onTestRunEnd(modules: readonly TestModule[], errors: readonly unknown[]): void {
    const tests = modules.flatMap((module) => [...module.children.allTests()]);
    const of = (state: string) => tests.filter((test) => test.result().state === state);
    // A file that could not be loaded has no tests that failed.
    const broken = modules.filter((module) => module.errors().length > 0);
    const skipped = of('skipped').map(nameOf);
    // With `-t` most tests are left out because somebody asked for others.
    const isWhole = this.#vitest?.config.testNamePattern === undefined;
    const { reasons, faults } = isWhole ? judgeSkips(skipped) : { reasons: [], faults: [] };
    for (const line of [...reasons, ...faults]) print(line);
    if (faults.length > 0) process.exitCode = 1;
    const failed = of('failed').length + broken.length + errors.length + faults.length;
    print(`${of('passed').length} passed, ${failed} failed, ${skipped.length} skipped`);
  }
}

function nameOf(test: TestCase): string {
  return `${relative(root, test.module.moduleId).replaceAll('\\', '/')} > ${test.fullName}`;
}

function print(line: string): void {
  process.stdout.write(`${line}\n`);
}
