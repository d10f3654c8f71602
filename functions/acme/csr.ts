/**
 * Certificate signing requests (RFC 2986) by acme-client. All names are SANs; the CA adds a common name where its
 * profile wants one. Nothing is validated here: the names have been.
 */
import { crypto } from 'acme-client';
import type { CreateCsr } from '../engine/ports/acme.ts';

export const createCsr: CreateCsr = async (privateKeyPem, domainNames) => {
  const [, pem] = await crypto.createCsr({ altNames: [...domainNames] }, privateKeyPem);
  const body = pem.toString('ascii').replace(/-----(BEGIN|END) CERTIFICATE REQUEST-----/g, '');
  return Buffer.from(body, 'base64');
};
