/** A folder of the real file system for one test. */
import { onTestFinished } from 'vitest';
import { createFolder, type Folder } from '../../../functions/files/folder.ts';
import { makeTemporaryFolder, removeFolder } from '../../support/world/temporary-folder.ts';

export async function aFolder(): Promise<Folder> {
  const path = await makeTemporaryFolder('files');
  onTestFinished(() => removeFolder(path));
  return createFolder(path);
}
