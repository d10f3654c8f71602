/** The command's wiring of its token file, against DNScale's emulator: one reading, and another one after a 401 only. */
import { join } from 'node:path';
import { expect, it, onTestFinished } from 'vitest';
import { wireCommand } from '../../../cli/wiring.ts';
import { createFolder } from '../../../functions/files/folder.ts';
import { startDnscale } from '../../support/world/dnscale/dnscale.ts';
import { makeTemporaryFolder, removeFolder } from '../../support/world/temporary-folder.ts';
import { aDeadline } from './dnscale-world.ts';

it('reads the file again when DNScale refuses the token, and goes through with the new one', async () => {
  const world = await startDnscale();
  onTestFinished(() => world.stop());
  const path = await makeTemporaryFolder('command-token');
  onTestFinished(() => removeFolder(path));
  const folder = createFolder(path);
  const [old, renewed] = [world.addToken(), world.addToken()];
  await folder.write('token', old);
  const { dnscale, token } = wireCommand({
    DNSCALE_API_URL: world.apiUrl,
    DNSCALE_API_TOKEN_FILE: join(path, 'token'),
  });
  world.addZone('example.com');

  const first = await dnscale.listZones(aDeadline());
  await folder.write('token', renewed);
  const second = await dnscale.listZones(aDeadline());
  world.revokeToken(old);
  const third = await dnscale.listZones(aDeadline());

  expect([first, second, third].map((zones) => zones.length)).toEqual([1, 1, 1]);
  expect(world.requests.map(({ status }) => status)).toEqual([200, 200, 401, 200]);
  expect(await token.readToken(aDeadline())).toBe(renewed);
});
