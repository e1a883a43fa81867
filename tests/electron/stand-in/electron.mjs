// Stands in for the `electron` module in the main process: as much of it as the program uses, under
// plain Node. The test at the other end of `process.send` plays user, page and system.
/* global Request, setImmediate, structuredClone */
import { fork } from 'node:child_process';
import { EventEmitter } from 'node:events';
import { join } from 'node:path';

const { root, isSecondInstance, hasScreen, isPackaged } = JSON.parse(process.env.STAND_IN);

// A packaged program is its own first word.
if (isPackaged) process.argv.splice(1, 1);

class App extends EventEmitter {
  isPackaged = isPackaged;
  #paths = new Map();
  #isReady = Promise.withResolvers();
  getAppPath() {
    return root;
  }
  getPath(name) {
    return this.#paths.get(name) ?? join(process.env.HOME, name);
  }
  setPath(name, path) {
    this.#paths.set(name, path);
  }
  requestSingleInstanceLock(data) {
    tell('lock', { data, userData: this.getPath('userData') });
    return !isSecondInstance;
  }
  disableHardwareAcceleration() {
    tell('no-gpu', {});
  }
  whenReady() {
    return this.#isReady.promise;
  }
  becomeReady() {
    this.#isReady.resolve();
  }
  getVersion() {
    return '0.0.0';
  }
  isReady() {
    return true;
  }
  setAppUserModelId(id) {
    tell('user-model', { model: id });
  }
  addRecentDocument(path) {
    tell('recent-document', { path });
  }
  quit() {
    for (const event of ['before-quit', 'will-quit']) {
      if (isPrevented((told) => this.emit(event, told))) return;
    }
    this.exit(0);
  }
  exit(code) {
    process.send({ told: 'exit', code }, () => setImmediate(() => process.exit(code)));
  }
}
export const app = new App();

/** Whether what hears of an event keeps it from having its usual effect. */
function isPrevented(emit) {
  let prevented = false;
  emit({ preventDefault: () => (prevented = true) });
  return prevented;
}

export const crashReporter = { start: (options) => tell('crash-reporter', { options }) };

export const nativeTheme = {
  set themeSource(theme) {
    tell('theme', { theme });
  },
};

export const powerMonitor = new EventEmitter();

let blockers = 0;
export const powerSaveBlocker = {
  start: (kind) => {
    tell('awake', { kind });
    return ++blockers;
  },
  stop: (blocker) => tell('may-sleep', { blocker }),
};

export class Notification extends EventEmitter {
  static isSupported = () => true;
  constructor(options) {
    super();
    this.options = options;
  }
  show() {
    tell('notification', { options: this.options });
  }
}

export const shell = { showItemInFolder: (path) => tell('show-file', { path }) };

class WebContents extends EventEmitter {
  mainFrame = { url: '' };
  send(channel, ...values) {
    const window = windows.findIndex(({ webContents }) => webContents === this);
    tell('to-page', { channel, values, window });
  }
  isDestroyed() {
    return false;
  }
  reload() {
    tell('reload', {});
  }
  setWindowOpenHandler(handler) {
    this.windowOpenHandler = handler;
  }
}

const windows = [];

export class BrowserWindow extends EventEmitter {
  webContents = new WebContents();
  #options;
  constructor(options) {
    super();
    if (!hasScreen) throw new Error('There is no screen.');
    this.#options = options;
    windows.push(this);
    tell('window', { options });
    app.emit('web-contents-created', {}, this.webContents);
  }
  loadURL(url) {
    this.webContents.mainFrame.url = url;
    tell('load', { url });
    return Promise.resolve();
  }
  getNormalBounds() {
    const { x = 10, y = 20, width, height } = this.#options;
    return { x, y, width, height };
  }
  getBounds() {
    return this.getNormalBounds();
  }
  setBounds(bounds) {
    this.#options = { ...this.#options, ...bounds };
    tell('bounds', { bounds });
  }
  setProgressBar(share) {
    tell('progress-bar', { share });
  }
  isFocused() {
    return this.isInFront ?? false;
  }
  isMaximized() {
    return false;
  }
  isMinimized() {
    return true;
  }
  maximize() {
    tell('maximize', {});
  }
  restore() {
    tell('restore', {});
  }
  focus() {
    tell('focus', { window: windows.indexOf(this) });
    this.emit('focus');
  }
  show() {
    tell('show', {});
  }
}

class IpcMain extends EventEmitter {
  #handlers = new Map();
  handle(channel, handler) {
    if (this.#handlers.has(channel)) throw new Error(`A second handler for ${channel}`);
    this.#handlers.set(channel, handler);
  }
  invoke(channel, event, values) {
    const handler = this.#handlers.get(channel);
    if (!handler) throw new Error(`No handler for ${channel}`);
    return handler(event, ...values);
  }
}
export const ipcMain = new IpcMain();

let answerRequest;
export const protocol = {
  registerSchemesAsPrivileged: (schemes) => tell('schemes', { schemes }),
};

const asked = {};
export const session = {
  defaultSession: {
    protocol: {
      handle: (scheme, handler) => {
        tell('scheme', { scheme });
        answerRequest = handler;
      },
    },
    setPermissionRequestHandler: (handler) => (asked.permission = handler),
    setPermissionCheckHandler: (handler) => (asked.permissionCheck = handler),
    setDevicePermissionHandler: (handler) => (asked.device = handler),
    setSpellCheckerEnabled: (enabled) => tell('spell-checker', { enabled }),
    webRequest: { onBeforeRequest: (handler) => (asked.request = handler) },
  },
};

class Screen extends EventEmitter {
  areas = [{ x: 0, y: 0, width: 1920, height: 1080 }];
  getAllDisplays() {
    return this.areas.map((workArea) => ({ workArea }));
  }
}
export const screen = new Screen();

const answers = { open: [], save: undefined, button: 0 };
export const dialog = {
  showOpenDialog: (_window, options) => {
    tell('open-dialog', { options });
    return Promise.resolve({ canceled: answers.open.length === 0, filePaths: answers.open });
  },
  showSaveDialog: (_window, options) => {
    tell('save-dialog', { options });
    return Promise.resolve({ canceled: !answers.save, filePath: answers.save ?? '' });
  },
  showMessageBox: (window, options = window) => {
    tell('message-box', { options });
    return Promise.resolve({ response: answers.button });
  },
  showErrorBox: (title, content) => tell('error-box', { title, content }),
};

let menu;
export const Menu = {
  buildFromTemplate: (template) => template,
  setApplicationMenu: (template) => {
    menu = template;
    const namesOf = (item) => item.label ?? item.role ?? item.type;
    const labels = template.map((item) => ({
      name: namesOf(item),
      items: item.submenu?.map(namesOf) ?? [],
    }));
    const recent = template
      .find(({ label }) => label === '&File')
      .submenu.find(({ label }) => label === 'Open &Recent');
    tell('menu', { labels, recent: recent.submenu.map(namesOf) });
  },
};

export const utilityProcess = {
  fork: (script, args, { env, stdio, serviceName }) => {
    const child = fork(script, args, {
      env,
      execArgv: ['--import', new URL('./parent-port.mjs', import.meta.url).href],
      serialization: 'advanced',
      stdio: [...stdio, 'ipc'],
    });
    const { pid } = child;
    const told = serviceName === 'Megabase compute' ? 'compute' : 'parser';
    tell(told, {
      ...{ pid, serviceName },
      telemetry: env.ORT_DISABLE_TELEMETRY,
      tf32: env.NVIDIA_TF32_OVERRIDE,
    });
    const utility = new EventEmitter();
    // Electron tells the id from the next turn on.
    setImmediate(() => {
      utility.pid = pid;
      utility.emit('spawn');
    });
    child.on('message', (message) => utility.emit('message', message));
    child.on('exit', (code, signal) => {
      utility.pid = undefined;
      utility.emit('exit', code ?? signals[signal]);
    });
    utility.stderr = child.stderr;
    utilities.push({ utility, child });
    utility.postMessage = (message) => child.send(message);
    return utility;
  },
};
const utilities = [];
const signals = { SIGKILL: 9, SIGTERM: 15, SIGABRT: 6, SIGSEGV: 11 };

// What the test may do. Each answers with one value, or with an error.
const deeds = {
  ready: () => app.becomeReady(),
  quit: () => app.quit(),
  paths: () =>
    Object.fromEntries(
      ['userData', 'sessionData', 'logs', 'crashDumps'].map((name) => [name, app.getPath(name)]),
    ),
  telemetry: () => process.env.ORT_DISABLE_TELEMETRY,
  request: async ({ url, method, headers }) => {
    const response = await answerRequest(new Request(url, { method, headers }));
    const body = new Uint8Array(await response.arrayBuffer());
    return { status: response.status, headers: Object.fromEntries(response.headers), body };
  },
  /** `from`: `page`, a frame inside it, or another page. */
  send: ({ channel, values, from }) => ipcMain.emit(channel, ipcEvent(from), ...values),
  invoke: ({ channel, values, from }) => ipcMain.invoke(channel, ipcEvent(from), values),
  emit: ({ event, values }) => isPrevented((told) => app.emit(event, told, ...values)),
  'page-event': ({ event, values, window = 0 }) =>
    isPrevented((told) => windows[window].webContents.emit(event, told, ...values)),
  'window-event': ({ event, window = 0 }) =>
    isPrevented((told) => windows[window].emit(event, told)),
  displays: ({ areas }) => {
    screen.areas = areas;
    screen.emit('display-removed');
  },
  'to-front': ({ isInFront }) => (windows[0].isInFront = isInFront),
  /** V8 gives up in the last process of that kind: Electron tells of the error, then of the end. */
  'fatal-error': () => {
    const { utility, child } = utilities.at(-1);
    utility.emit('error', 'FatalError', 'v8::ArrayBuffer::New', '{}');
    child.kill('SIGABRT');
  },
  mistake: ({ message }) => {
    setImmediate(() => {
      throw new Error(message);
    });
  },
  'open-window': ({ url }) => windows[0].webContents.windowOpenHandler({ url }),
  'may-request': ({ url }) =>
    new Promise((resolve) => asked.request({ url }, ({ cancel }) => resolve(!cancel))),
  'may-have': ({ permission, page }) =>
    new Promise((resolve) => {
      const answer = (granted) => {
        const holds = asked.permissionCheck(null, permission, page);
        resolve([granted, holds, asked.device({})]);
      };
      asked.permission(windows[0].webContents, permission, answer, { requestingUrl: page });
    }),
  /** `path`: labels, from the bar on. */
  menu: ({ path }) =>
    path
      .reduce((item, name) => (item.submenu ?? item).find(({ label }) => label === name), menu)
      .click(),
  answer: (given) => Object.assign(answers, given),
};

/** `from`: `page`, or the page of a window by its number. */
function ipcEvent(from = 'page') {
  const { webContents } = windows[typeof from === 'number' ? from : 0];
  const { mainFrame } = webContents;
  const isPage = from === 'page' || typeof from === 'number';
  return {
    sender: from === 'another page' ? new WebContents() : webContents,
    senderFrame: isPage ? mainFrame : { url: mainFrame.url },
  };
}

function tell(kind, told) {
  if (process.connected) process.send({ told: kind, ...told });
}

process.on('message', async ({ id, deed, ...rest }) => {
  try {
    const answer = await deeds[deed](rest);
    // Functions and windows stay here.
    process.send({
      id,
      answer: ['object', 'function'].includes(typeof answer) ? plain(answer) : answer,
    });
  } catch (error) {
    process.send({ id, error: String(error.message) });
  }
});

function plain(value) {
  try {
    return structuredClone(value);
  } catch {
    return undefined;
  }
}
