// Stands in for the `electron` module in the main process: as much of it as the program uses, under
// plain Node. The test at the other end of `process.send` plays user, page and system.
/* global Request, setImmediate, structuredClone */
import { fork } from 'node:child_process';
import { EventEmitter } from 'node:events';
import { join } from 'node:path';

const { root, isSecondInstance, hasScreen } = JSON.parse(process.env.STAND_IN);

class App extends EventEmitter {
  isPackaged = false;
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
  quit() {
    let isPrevented = false;
    this.emit('will-quit', { preventDefault: () => (isPrevented = true) });
    if (!isPrevented) this.exit(0);
  }
  exit(code) {
    process.send({ told: 'exit', code }, () => setImmediate(() => process.exit(code)));
  }
}
export const app = new App();

const mainFrame = { url: '' };

class WebContents extends EventEmitter {
  mainFrame = mainFrame;
  send(channel, ...values) {
    tell('to-page', { channel, values });
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
    mainFrame.url = url;
    tell('load', { url });
    return Promise.resolve();
  }
  getNormalBounds() {
    const { x = 10, y = 20, width, height } = this.#options;
    return { x, y, width, height };
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
    tell('focus', {});
  }
  show() {
    tell('show', {});
  }
}

class IpcMain extends EventEmitter {
  #handlers = new Map();
  handle(channel, handler) {
    this.#handlers.set(channel, handler);
  }
  removeHandler(channel) {
    this.#handlers.delete(channel);
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

export const screen = {
  getAllDisplays: () => [{ workArea: { x: 0, y: 0, width: 1920, height: 1080 } }],
};

const answers = { open: [], save: undefined };
export const dialog = {
  showOpenDialog: (_window, options) => {
    tell('open-dialog', { options });
    return Promise.resolve({ canceled: answers.open.length === 0, filePaths: answers.open });
  },
  showSaveDialog: (_window, options) => {
    tell('save-dialog', { options });
    return Promise.resolve({ canceled: !answers.save, filePath: answers.save ?? '' });
  },
  showMessageBox: (_window, options) => {
    tell('message-box', { options });
    return Promise.resolve({ response: 0 });
  },
  showErrorBox: (title, content) => tell('error-box', { title, content }),
};

let menu;
export const Menu = {
  buildFromTemplate: (template) => template,
  setApplicationMenu: (template) => {
    menu = template;
    const labels = template.map(({ label, role, submenu }) => ({
      name: label ?? role,
      items: submenu?.map((item) => item.label ?? item.role ?? item.type) ?? [],
    }));
    tell('menu', { labels });
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
    utility.postMessage = (message) => child.send(message);
    return utility;
  },
};
const signals = { SIGKILL: 9, SIGTERM: 15, SIGABRT: 6, SIGSEGV: 11 };

// What the test may do. Each answers with one value, or with an error.
const deeds = {
  ready: () => app.becomeReady(),
  quit: () => app.quit(),
  telemetry: () => process.env.ORT_DISABLE_TELEMETRY,
  request: async ({ url, method, headers }) => {
    const response = await answerRequest(new Request(url, { method, headers }));
    const body = new Uint8Array(await response.arrayBuffer());
    return { status: response.status, headers: Object.fromEntries(response.headers), body };
  },
  /** `from`: `page`, a frame inside it, or another page. */
  send: ({ channel, values, from }) => ipcMain.emit(channel, ipcEvent(from), ...values),
  invoke: ({ channel, values, from }) => ipcMain.invoke(channel, ipcEvent(from), values),
  emit: ({ event, values }) => {
    let isPrevented = false;
    app.emit(event, { preventDefault: () => (isPrevented = true) }, ...values);
    return isPrevented;
  },
  'page-event': ({ event, values }) => {
    let isPrevented = false;
    const told = { preventDefault: () => (isPrevented = true) };
    windows[0].webContents.emit(event, told, ...values);
    return isPrevented;
  },
  'window-event': ({ event }) => windows[0].emit(event),
  'open-window': ({ url }) => windows[0].webContents.windowOpenHandler({ url }),
  'may-request': ({ url }) =>
    new Promise((resolve) => asked.request({ url }, ({ cancel }) => resolve(!cancel))),
  'may-have': ({ permission }) =>
    new Promise((resolve) => {
      asked.permission(windows[0].webContents, permission, (granted) =>
        resolve(granted || asked.permissionCheck(null, permission) || asked.device({})),
      );
    }),
  menu: ({ menu: name, item }) =>
    menu
      .find(({ label }) => label === name)
      .submenu.find(({ label }) => label === item)
      .click(),
  answer: (given) => Object.assign(answers, given),
};

function ipcEvent(from = 'page') {
  const sender = from === 'another page' ? new WebContents() : windows[0].webContents;
  const senderFrame = from === 'page' ? mainFrame : { url: mainFrame.url };
  return { sender, senderFrame };
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
