/** The manual page of the command, from its own help. */
import { execFileSync } from 'node:child_process';
import { join } from 'node:path';
import { commands } from '../../../src-main/cli/index.ts';

/** `megabase(1)`, of the program of a staged package. */
export function manPage(folder: string, version: string): string {
  const help = (...words: string[]) =>
    execFileSync(process.execPath, [join(folder, 'out/command/megabase.js'), ...words], {
      encoding: 'utf8',
    });
  const each = Object.keys(commands).map(
    (name) => `.SS ${escape(name)}\n${asItIs(help('help', name))}`,
  );
  return [
    `.TH MEGABASE 1 "" "Megabase ${version}" "User Commands"`,
    '.SH NAME',
    'megabase \\- read a genome through state-space DNA models',
    '.SH SYNOPSIS',
    '.B megabase',
    '.I command',
    '[options]',
    '.SH DESCRIPTION',
    asItIs(help('--help')),
    '.SH COMMANDS',
    ...each,
    '.SH ENVIRONMENT',
    '.TP',
    '.B MEGABASE_HOME',
    'Folder for models, heads, projects and cache, in place of those of the user.',
    '',
  ].join('\n');
}

/** Not filled, and with nothing in it that troff takes for its own. */
function asItIs(text: string): string {
  return ['.nf', ...text.trimEnd().split('\n').map(escape), '.fi'].join('\n');
}

function escape(line: string): string {
  const plain = line.replaceAll('\\', '\\e').replaceAll('-', '\\-');
  return /^[.']/.test(plain) ? `\\&${plain}` : plain;
}
