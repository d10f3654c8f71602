/** The last check of the tests with trouble: whatever went wrong, no secret may show. */
import { expect } from 'vitest';
import type { DeployedApp } from '../support/world/deployed-app.ts';
import type { LocalWorld } from '../support/world/local-world.ts';
import {
  piecesOf,
  readAccountKeys,
  readCertificateKeys,
  readItems,
  readLogLines,
  readStack,
} from '../support/world/secret-hunt.ts';

/** `tokens` is every one that DNScale ever gave out. */
type Shown = Pick<LocalWorld, 'aws'> & { app: DeployedApp; tokens: string[] };

/**
 * No token, and no piece of an account key or a certificate's key, shows in any log line, item, template or output.
 * Call it last.
 */
export async function expectNoSecretShown({ aws, app, tokens }: Shown): Promise<void> {
  const accountKeys = await readAccountKeys(aws, app.stackName);
  const certificateKeys = await readCertificateKeys(aws, app);
  const secrets = [...tokens, ...[...accountKeys, ...certificateKeys].flatMap(piecesOf)];
  const places = [
    { place: 'logs', holds: 'run-failed', text: (await readLogLines(aws)).join('\n') },
    { place: 'output of the emulator', holds: 'run-failed', text: aws.output() },
    { place: 'table', holds: 'settledRunId', text: await readItems(aws, app) },
    { place: 'stack', holds: `${app.stackName}-renew`, text: await readStack(aws, app.stackName) },
  ];

  expect(tokens.length).toBeGreaterThan(0);
  expect(accountKeys).toHaveLength(1);
  expect(certificateKeys.length).toBeGreaterThan(1);
  for (const { place, holds, text } of places) {
    expect(text).toContain(holds); // else the hunt would have searched nothing
    const shown = secrets.filter((secret) => text.includes(secret)).length;
    expect({ place, shown }).toEqual({ place, shown: 0 });
  }
}
