import { describe, expect, it } from 'vitest';
import { findCertificate } from '../../../../cli/renew/find-certificate.ts';
import type { KnownCertificate } from '../../../../functions/engine/ports/renewers.ts';
import { aCertificateState, aDefinition, aDescriptor } from '../../../support/builders.ts';

const RENEWERS = ['Blog', 'Shop'].map((renewerName) => aDescriptor({ renewerName }));
const declared: KnownCertificate = { certificateName: 'web', definition: aDefinition() };
const removed: KnownCertificate = { certificateName: 'web', state: aCertificateState() };

function find(known: Record<string, KnownCertificate>) {
  return findCertificate('web', RENEWERS, async ({ renewerName }) => known[renewerName]);
}

describe('findCertificate', () => {
  it('finds the renewer that renews it, not one that did before', async () => {
    const { renewer, known } = await find({ Blog: removed, Shop: declared });

    expect(renewer.renewerName).toBe('Shop');
    expect(known).toBe(declared);
  });

  it.each([
    [{}, 'No certificate is called web at Blog, Shop. `dnscale-certs status` lists the names.'],
    [
      { Blog: removed },
      'Nobody declares the certificate web any more, so that it is not renewed. What was issued stays. Declare it again to renew it.',
    ],
    [
      { Blog: declared, Shop: declared },
      'More than one renewer has a certificate web: Blog, Shop. Give --renewer.',
    ],
  ])('fails where no renewer is the one: %#', async (known, message) => {
    await expect(find(known)).rejects.toMatchObject({ code: 'config-invalid', message });
  });
});
