/** What a shared library of Linux needs, read from the file. */
export { readElfDynamic } from './read-elf-dynamic.ts';
