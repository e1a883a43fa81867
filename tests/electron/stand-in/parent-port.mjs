// In a utility process: what Electron gives it of its parent, over the channel of `fork`.
import { EventEmitter } from 'node:events';

Object.defineProperty(process, 'versions', {
  value: { ...process.versions, electron: '45.4.1', chrome: '156.0.0.0' },
});

class ParentPort extends EventEmitter {
  postMessage(message) {
    process.send(message);
  }
}

const parentPort = new ParentPort();
process.parentPort = parentPort;
// Electron hands over messages as events, and only once somebody listens.
parentPort.once('newListener', () => {
  process.on('message', (data) => parentPort.emit('message', { data, ports: [] }));
});
process.on('disconnect', () => process.exit(0));
