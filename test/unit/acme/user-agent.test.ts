import { readFile } from 'node:fs/promises';
import { expect, it } from 'vitest';
import { USER_AGENT } from '../../../functions/acme/user-agent.ts';

it('names the versions of package.json', async () => {
  const { version, devDependencies } = JSON.parse(await readFile('package.json', 'utf8'));

  expect(USER_AGENT).toBe(`dnscale-certs/${version} undici/${devDependencies.undici}`);
  expect(USER_AGENT).toMatch(/^dnscale-certs\/\d+\.\d+\.\d+ undici\/\d+\.\d+\.\d+$/);
});
