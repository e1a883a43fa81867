/**
 * Open windows driven by other programs, while their user allows it: the port that a running program keeps, and who asks
 * it.
 *
 *     const port = keepWindowPort({ service, locations, bounds, advise, report });
 *
 *     await askWindow(findLocations(), { command: { kind: 'goto', locus: 'chr1:1-100' }, by: 'an agent' }, signal);
 */
export { askWindow } from './ask-window.ts';
export { keepWindowPort } from './keep-port.ts';
