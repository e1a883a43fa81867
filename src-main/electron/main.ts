/**
 * The desktop application: puts the workbench and its windows together. Nothing is computed here,
 * and nothing is known here of what a window shows.
 */
import './no-telemetry.ts';
import { app, crashReporter, dialog } from 'electron';
import { startParsersBy } from '../formats/parser/index.ts';
import { errorAdvice, findLocations } from '../home/index.ts';
import { registerScheme } from './app-scheme.ts';
import { lockContents } from './lock-down.ts';
import { LogFile } from './log-file.ts';
import { filesOfArguments } from './opened-files.ts';
import { startUtilityParser } from './parser-process.ts';
import { usePlaces } from './places.ts';
import { startDesktop } from './start-desktop.ts';
import { startFailed } from './start-failed.ts';
import { surviveMistakes } from './survive-mistakes.ts';
import { WaitingFiles } from './waiting-files.ts';

const locations = findLocations();
const places = usePlaces(app, locations, { isUsual: !process.env['MEGABASE_HOME'] });
// Dumps stay on this computer.
crashReporter.start({ uploadToServer: false });
const log = new LogFile(places.log);
surviveMistakes({ app, dialog, log });
startParsersBy(startUtilityParser);
registerScheme();
// The same as the installed application's, so that its messages and its place on the task bar are one.
app.setAppUserModelId('org.megabase.workbench');

const { isPackaged } = app;
const folder = process.cwd();
const files = new WaitingFiles(
  app,
  filesOfArguments({ arguments: process.argv, folder, isPackaged }),
);

if (app.requestSingleInstanceLock({ files: files.named })) {
  app.on('web-contents-created', (_event, contents) => lockContents(contents));
  void app.whenReady().then(() => {
    try {
      startDesktop({ locations, places, log, files });
    } catch (error) {
      log.error('The application could not start', error);
      startFailed(error, (code) => errorAdvice(code, locations, 'window'));
    }
  });
} else {
  app.quit();
}
