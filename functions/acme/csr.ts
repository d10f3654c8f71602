/**
 * Certificate signing requests (RFC 2986) by acme-client. All names are SANs and there is no common name: the CA puts
 * one in where its profile wants it. The names have been validated before; here nothing is.
 */
import { crypto } from 'acme-client';
import type { CreateCsr } from '../engine/ports/acme.ts';

export const createCsr: CreateCsr = async (privateKeyPem, domainNames) => {
  const [, pem] = await crypto.createCsr({ altNames: [...domainNames] }, privateKeyPem);
  const body = pem.toString('ascii').replace(/-----(BEGIN|END) CERTIFICATE REQUEST-----/g, '');
  return Buffer.from(body, 'base64');
};
