/**
 * Processes in which untrusted alignments, variants and indexes are parsed, with limits on memory
 * and time.
 */
export { type ParserReply } from './messages.ts';
export { nextOpening, parsers, startParsersBy } from './parser-pool.ts';
export { parserNodeOptions, type StartParser } from './start-parser.ts';
