// In a utility process: what Electron gives it of its parent, over the channel of `fork`.
import { EventEmitter } from 'node:events';

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
