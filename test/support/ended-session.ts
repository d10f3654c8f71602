/** A person's home folder where the AWS CLI's sign-in to a start page has ended. */
import { createHash } from 'node:crypto';
import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { makeTemporaryFolder } from './world/temporary-folder.ts';

/** @param config of the AWS CLI, with profiles that sign in at `startUrl`. @returns the folder, which the caller removes. */
export async function makeHomeOfEndedSession(config: string, startUrl: string): Promise<string> {
  const home = await makeTemporaryFolder('home');
  const cache = join(home, '.aws', 'sso', 'cache');
  await mkdir(cache, { recursive: true });
  await writeFile(join(home, '.aws', 'config'), config);
  const ended = { startUrl, region: 'eu-central-1', accessToken: 'x', expiresAt: '2020-01-01T00:00:00Z' };
  const name = createHash('sha1').update(startUrl).digest('hex');
  await writeFile(join(cache, `${name}.json`), JSON.stringify(ended));
  return home;
}
