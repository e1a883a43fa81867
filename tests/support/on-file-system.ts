import { onTestFinished } from 'vitest';
import { lookAtFileSystemsBy, type FileSystem } from '../../src-main/home/index.ts';

/** Has every path, or those that begin so, lie on such a file system until the test is over. */
export function onFileSystem(found: FileSystem, below = ''): void {
  const before = lookAtFileSystemsBy((path) => (path.startsWith(below) ? found : before(path)));
  onTestFinished(() => void lookAtFileSystemsBy(before));
}
