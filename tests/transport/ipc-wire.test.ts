import { expect, it } from 'vitest';
import { ipcMainWire, ipcRendererWire } from '../../src-main/transport/index.ts';
import { fakeElectron } from './wires.ts';

const received = (electron: ReturnType<typeof fakeElectron>) => {
  const got: number[][] = [];
  const wire = ipcMainWire(electron.ipcMain, electron.page);
  wire.onMessage((bytes) => got.push([...bytes]));
  return { got, wire };
};

it("only the page's own frame is heard", () => {
  const electron = fakeElectron();
  const { ipcMain, page } = electron;
  const { got } = received(electron);
  const bytes = Uint8Array.of(1);
  ipcMain.emit('megabase', { sender: {}, senderFrame: page.mainFrame }, bytes);
  ipcMain.emit('megabase', { sender: page, senderFrame: {} }, bytes);
  ipcMain.emit('megabase', { sender: page, senderFrame: null }, bytes);
  ipcMain.emit('another', { sender: page, senderFrame: page.mainFrame }, bytes);
  expect(got).toEqual([]);
  ipcMain.emit('megabase', { sender: page, senderFrame: page.mainFrame }, bytes);
  expect(got).toEqual([[1]]);
});

it('what is not bytes arrives as an empty message, which is refused as any other', () => {
  const electron = fakeElectron();
  const { got } = received(electron);
  const { ipcMain, page } = electron;
  ipcMain.emit('megabase', { sender: page, senderFrame: page.mainFrame }, { length: 2 ** 40 });
  expect(got).toEqual([[]]);
});

it('nothing is left of a window that was closed', () => {
  const electron = fakeElectron();
  const { wire } = received(electron);
  let closed = 0;
  wire.onClose(() => closed++);
  expect(electron.ipcMain.listenerCount('megabase')).toBe(1);
  electron.page.destroy();
  expect(electron.ipcMain.listenerCount('megabase')).toBe(0);
  expect(closed).toBe(1);
  wire.onClose(() => closed++);
  expect(closed).toBe(2);
  wire.send(Uint8Array.of(1));
});

it("the preload script's wire is made of plain functions, as the context bridge needs", () => {
  const wire = ipcRendererWire(fakeElectron().ipcRenderer);
  expect(Object.getPrototypeOf(wire)).toBe(Object.prototype);
  expect(Object.keys(wire).sort()).toEqual(['onClose', 'onMessage', 'send']);
});
