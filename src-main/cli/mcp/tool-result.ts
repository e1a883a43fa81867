import { basename, extname } from 'node:path';
import { pathToFileURL } from 'node:url';
import type { CallToolResult } from '@modelcontextprotocol/sdk/types.js';
import { shortJson, type CallOutcome } from '../calls/index.ts';
import { describeError, errorAsJson } from '../console/index.ts';

/** Characters of an answer: a model reads all of it. */
const maxAnswer = 12_000;

/** Links to files that an answer shows. */
const maxLinks = 8;

/** How a call ended, for a model to read: the answer, links to what was written, the head of a table. */
export function toolResult(outcome: CallOutcome): CallToolResult {
  if (outcome.kind === 'failed') return errorResult(outcome.error, outcome.answer);
  const { answer, files, firstLines } = outcome;
  const content: CallToolResult['content'] = [textOf(shortJson(answer, maxAnswer))];
  for (const { path, bytes } of files.slice(0, maxLinks)) {
    content.push({
      type: 'resource_link',
      uri: pathToFileURL(path).href,
      name: basename(path),
      description: `${path}, ${bytes.toLocaleString('en-US')} bytes (${extname(path)})`,
    });
  }
  if (files.length > maxLinks) content.push(textOf(`and ${files.length - maxLinks} more files`));
  if (firstLines) {
    const { path, lines } = firstLines;
    content.push(textOf(`First lines of ${basename(path)}:\n${lines.join('\n')}`));
  }
  return { content };
}

/** An error as an answer, with what to do. */
export function errorResult(error: unknown, answer?: unknown): CallToolResult {
  const told = {
    ...errorAsJson(describeError(error), 'call'),
    ...(answer !== undefined && { answer }),
  };
  return { isError: true, content: [textOf(shortJson(told, maxAnswer))] };
}

function textOf(text: string) {
  return { type: 'text' as const, text };
}
