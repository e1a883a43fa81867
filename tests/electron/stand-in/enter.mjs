// As Electron starts a program: it is ready once the entry has run to its end, so what waits for it there
// waits for ever (electron/electron#40719). `ENTRY` names it; `electron` is the stand-in.
import { pathToFileURL } from 'node:url';
import { app } from 'electron';

await import(pathToFileURL(process.env.ENTRY).href);
app.becomeReady();
