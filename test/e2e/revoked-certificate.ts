/** A request to revoke at the deployed renewer, judged by what the CA says of the old certificate and of what ACM holds. */
import { X509Certificate } from 'node:crypto';
import { expect } from 'vitest';
import type { DeployedApp } from '../support/world/deployed-app.ts';
import type { LocalWorld } from '../support/world/local-world.ts';
import { requestRevocation } from './role-probes.ts';

/** @param isServed waits for the run. */
export async function expectRevoked(
  { aws, pebble }: Pick<LocalWorld, 'aws' | 'pebble'>,
  app: DeployedApp,
  isServed: () => Promise<void>,
): Promise<void> {
  const serial = serialOf((await app.readObject('live/example.com/cert.pem')) ?? '');
  await requestRevocation(serial)(aws.clientConfiguration);
  await app.requestCheck('example.com');
  await isServed();
  expect(await pebble.certificateStatus(serial)).toEqual({ status: 'Revoked', reason: 4 });
  const { certificatePem } = await app.readImported('example.com');
  expect(await pebble.certificateStatus(serialOf(certificatePem))).toEqual({ status: 'Valid' });
}

function serialOf(pem: string): string {
  return new X509Certificate(pem).serialNumber.toLowerCase();
}
