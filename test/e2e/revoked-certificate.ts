/** The command's revocation at the deployed renewer, judged by what the CA says of the old certificate and of what ACM holds. */
import { X509Certificate } from 'node:crypto';
import { expect } from 'vitest';
import type { DeployedApp } from '../support/world/deployed-app.ts';
import type { LocalWorld } from '../support/world/local-world.ts';
import { runAsPerson } from './person-policies.ts';

export async function expectRevoked(world: LocalWorld, app: DeployedApp): Promise<void> {
  const serial = serialOf((await app.readObject('live/example.com/cert.pem')) ?? '');
  const { exitCode, stdout, stderr } = await runAsPerson(world, 'revoke');
  expect([stdout, stderr, exitCode]).toEqual([expect.stringContaining(`Revoked: ${serial}`), '', 0]);
  expect(await world.pebble.certificateStatus(serial)).toEqual({ status: 'Revoked', reason: 4 });
  const { certificatePem } = await app.readImported('example.com');
  expect(await world.pebble.certificateStatus(serialOf(certificatePem))).toEqual({ status: 'Valid' });
}

function serialOf(pem: string): string {
  return new X509Certificate(pem).serialNumber.toLowerCase();
}
