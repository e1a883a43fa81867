import { execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { chromium, type Page } from 'playwright-core';
import { describe, expect, it, onTestFinished } from 'vitest';
import { drawn, openTutorial, predict } from '../e2e/steps.ts';
import { environment } from '../e2e/serve-process.ts';
import { windowSize } from '../e2e/window-host.ts';
import { temporaryFolder } from '../support/temporary-folder.ts';

/**
 * The application as it is released, with all that a release shuts: driven as anybody's Chromium, by its
 * debugging port. `MEGABASE_PACKAGE` names its resources; with `MEGABASE_MUST_START` nothing is skipped.
 */
const given = process.env['MEGABASE_PACKAGE'];
const names: Partial<Record<NodeJS.Platform, string>> = {
  linux: '../megabase',
  win32: '../Megabase.exe',
  darwin: '../MacOS/Megabase',
};
const executable = given && join(given, names[process.platform] ?? '');

function obstacle(): string | undefined {
  if (executable === undefined) return 'MEGABASE_PACKAGE names no package';
  if (!existsSync(executable)) return `there is no ${executable}`;
  // A stand-in is empty.
  return statSync(executable).size > 0 ? undefined : 'it is packed round a stand-in';
}

const why = obstacle();
// A release that nobody could start is none.
if (why && process.env['MEGABASE_MUST_START']) throw new Error(`It cannot be started: ${why}.`);
const asRoot = process.getuid?.() === 0 ? ['--no-sandbox'] : [];

describe.skipIf(why)(`a release, in Electron${why ? ` (skipped: ${why})` : ''}`, () => {
  it('runs the command', () => {
    const home = temporaryFolder();
    const genome = join(given!, 'resources/tutorial/tutorial.fa.gz');
    const request = ['predict', '--fasta', genome, '--region', 'chrT1:1-20,000', '--flank', '0'];
    const output = [
      '--model',
      'hawk-tutorial',
      '--tracks',
      'promoter',
      '--out',
      'promoter.bedgraph',
    ];
    const launcher = join(given!, 'resources/command/megabase');
    // A batch file can only be run by a shell, which would take the words apart.
    const [program, ...switches] =
      process.platform === 'win32' ? [executable!, '--disable-gpu', '--'] : [launcher];
    execFileSync(program, [...switches, ...request, ...output], {
      cwd: home,
      env: environment(home),
    });
    expect(readFileSync(join(home, 'promoter.bedgraph'), 'utf8')).toMatch(/^chrT1\t0\t128\t/m);
  });

  it('opens its window and predicts the tutorial', async () => {
    const page = await openRelease();
    await page.setViewportSize(windowSize);
    await openTutorial(page);
    await predict(page, 'chrT1:1-20,000');
    await drawn(page, 'Promoter');
  });
});

/** Starts the application with an empty home, until the test ends; the page of its window. */
async function openRelease(): Promise<Page> {
  const env = environment(temporaryFolder());
  const child = spawn(executable!, ['--remote-debugging-port=0', ...asRoot], {
    env,
    stdio: ['ignore', 'ignore', 'pipe'],
  });
  onTestFinished(async () => {
    if (child.exitCode !== null) return;
    child.kill();
    await once(child, 'exit');
  });
  let said = '';
  const address = await new Promise<string>((resolve, reject) => {
    child.stderr.setEncoding('utf8').on('data', (text: string) => {
      said += text;
      const [, found] = /DevTools listening on (ws:\S+)/.exec(said) ?? [];
      if (found) resolve(found);
    });
    child.once('exit', (code) => reject(new Error(`It ended with ${code ?? 'a signal'}: ${said}`)));
  });
  const browser = await chromium.connectOverCDP(address);
  const [context] = browser.contexts();
  return context!.pages()[0] ?? (await context!.waitForEvent('page'));
}
