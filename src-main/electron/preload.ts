/** All that a page of the window gets of Electron: messages, and the system's file dialogs. */
import { contextBridge, ipcRenderer, webUtils } from 'electron';
import type { DesktopCommand } from '../contract/index.ts';
import { ipcRendererWire } from '../transport/browser.ts';
import { channels, type DesktopBridge } from './bridge.ts';
import { CommandListener } from './command-listener.ts';

const commands = new CommandListener();
ipcRenderer.on(channels.command, (_event, command: DesktopCommand) => commands.emit(command));

const bridge: DesktopBridge = {
  ...ipcRendererWire(ipcRenderer),
  pickFiles: (options) => ipcRenderer.invoke(channels.pickFiles, options),
  saveFile: (options) => ipcRenderer.invoke(channels.saveFile, options),
  showProject: (project) => ipcRenderer.send(channels.showProject, project),
  pathOf: (file) => webUtils.getPathForFile(file),
  terminalCommand: () => ipcRenderer.invoke(channels.terminalCommand),
  offerTerminalCommand: () => ipcRenderer.invoke(channels.offerTerminalCommand),
  onCommand: (listener) => commands.onCommand(listener),
  platform: process.platform,
};
contextBridge.exposeInMainWorld('megabase', bridge);
