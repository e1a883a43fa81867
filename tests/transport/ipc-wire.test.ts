import { expect, it } from 'vitest';
import { ipcRendererWire, serveEachPage, type Wire } from '../../src-main/transport/index.ts';
import { fakeElectron } from './wires.ts';

const received = (electron: ReturnType<typeof fakeElectron>) => {
  const got: number[][] = [];
  const wires: Wire[] = [];
  serveEachPage(electron.ipcMain, electron.page, (wire) => {
    wire.onMessage((bytes) => got.push([...bytes]));
    wires.push(wire);
  });
  return { got, wires };
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

it('what is not bytes arrives as an empty message, which is rejected as any other', () => {
  const electron = fakeElectron();
  const { got } = received(electron);
  const { ipcMain, page } = electron;
  ipcMain.emit('megabase', { sender: page, senderFrame: page.mainFrame }, { length: 2 ** 40 });
  expect(got).toEqual([[]]);
});

it('nothing is left of a window that was closed', () => {
  const electron = fakeElectron();
  const { wires } = received(electron);
  const wire = wires[0]!;
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

it('each page that is loaded has a wire of its own, which closes when the page is left or dies', () => {
  const electron = fakeElectron();
  const { got, wires } = received(electron);
  const { ipcMain, page } = electron;
  const closed: number[] = [];
  const noteClose = () => wires.at(-1)!.onClose(() => closed.push(wires.length));
  noteClose();
  page.emit('did-navigate');
  expect([wires.length, closed]).toEqual([2, [1]]);
  noteClose();
  const event = { sender: page, senderFrame: page.mainFrame };
  ipcMain.emit('megabase', event, Uint8Array.of(2));
  // Once, though the first page had a listener of its own.
  expect(got).toEqual([[2]]);
  page.emit('render-process-gone');
  ipcMain.emit('megabase', event, Uint8Array.of(3));
  expect([wires.length, closed, got]).toEqual([2, [1, 2], [[2]]]);
  page.emit('did-navigate');
  ipcMain.emit('megabase', event, Uint8Array.of(4));
  expect([wires.length, got]).toEqual([3, [[2], [4]]]);
  expect(ipcMain.listenerCount('megabase')).toBe(1);
});

it("the preload script's wire is made of plain functions, as the context bridge needs", () => {
  const wire = ipcRendererWire(fakeElectron().ipcRenderer);
  expect(Object.getPrototypeOf(wire)).toBe(Object.prototype);
  expect(Object.keys(wire).sort()).toEqual(['onClose', 'onMessage', 'send']);
});
