import type { CallToolResult } from '@modelcontextprotocol/sdk/types.js';
import { guardWrites, observeWrites } from '../../formats/output/index.ts';
import type { Program } from '../command-entry.ts';
import type { CommandContext } from '../context.ts';
import { describeError, errorAsJson } from '../report-error.ts';
import { describeFiles, shortJson } from './answer.ts';
import { CallConsole } from './call-console.ts';
import { commandLine, expectOutput, type ToolFolders } from './command-line.ts';
import type { CommandTool } from './tools.ts';

/** One call of a tool. */
export interface ToolCall {
  readonly given: Readonly<Record<string, unknown>>;
  readonly signal: AbortSignal;
  readonly onProgress: (fraction: number, text: string) => void;
}

/** Runs a command for a tool. What goes wrong is its answer. */
export async function callTool(
  tool: CommandTool,
  { given, signal, onProgress }: ToolCall,
  folders: ToolFolders,
  { run, startComputeProcess }: Pick<Program, 'run'> & Pick<CommandContext, 'startComputeProcess'>,
): Promise<CallToolResult> {
  const console = new CallConsole(onProgress);
  const written: string[] = [];
  try {
    const line = [
      ...tool.words,
      ...(tool.printsJson ? ['--json'] : []),
      ...commandLine(tool.options, given, folders),
    ];
    const context = { console, signal, startComputeProcess };
    const code = await observeWrites(
      ({ path }) => written.push(path),
      () =>
        guardWrites(
          (path) => expectOutput(path, folders),
          () => run(line, context),
        ),
    );
    const { failure } = console;
    const answer = failure ? { error: failure } : answerOf(console, tool.printsJson);
    if (code !== 0) return failed(answer);
    const content = [{ type: 'text', text: shortJson(answer) } as const];
    return { content: [...content, ...(await describeFiles(written, signal))] };
  } catch (error) {
    return failedBy(error);
  }
}

/** An error as an answer, with what to do. */
export function failedBy(error: unknown): CallToolResult {
  return failed(errorAsJson(describeError(error)));
}

function failed(answer: unknown): CallToolResult {
  return { isError: true, content: [{ type: 'text', text: shortJson(answer) }] };
}

/** What the command printed, with its notes where it did not gather them itself. */
function answerOf({ printed, notes }: CallConsole, isJson: boolean): unknown {
  const text = printed.join('\n');
  if (!isJson) return { printed, notes };
  try {
    const answer: unknown = JSON.parse(text);
    const isObject = typeof answer === 'object' && answer !== null && !Array.isArray(answer);
    return isObject && !('notes' in answer) && notes.length > 0 ? { ...answer, notes } : answer;
  } catch {
    return { printed, notes };
  }
}
