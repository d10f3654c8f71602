import { describe, expect, it } from 'vitest';
import { findCertificates } from '../../../../cli/renew/find-certificates.ts';
import type { KnownCertificate } from '../../../../functions/engine/ports/renewers.ts';
import { aCertificateState, aDefinition, aDescriptor } from '../../../support/builders.ts';

const RENEWERS = ['Blog', 'Shop'].map((renewerName) => aDescriptor({ renewerName }));

const declared = (certificateName: string): KnownCertificate => ({
  certificateName,
  definition: aDefinition({ certificateName }),
});
const removed = (certificateName: string): KnownCertificate => ({
  certificateName,
  state: aCertificateState({ certificateName }),
});

/** @param meant the renewers that are searched; the others are known for messages only. */
function find(names: string[], known: Record<string, KnownCertificate[]>, meant = ['Blog', 'Shop']) {
  const at = (renewerName: string) => known[renewerName] ?? [];
  return findCertificates(names, {
    renewers: RENEWERS.filter(({ renewerName }) => meant.includes(renewerName)),
    read: async ({ renewerName }, some) =>
      at(renewerName).filter(({ certificateName }) => some.includes(certificateName)),
    list: async () =>
      RENEWERS.flatMap((renewer) => at(renewer.renewerName).map((one) => ({ renewer, known: one }))),
  });
}

describe('findCertificates', () => {
  it('finds the renewer that renews each, not one that did before, in the order of the names', async () => {
    const found = await find(['web', 'api', 'web'], {
      Blog: [removed('web'), declared('api')],
      Shop: [declared('web')],
    });

    expect(found.map(({ renewer, known }) => [known.certificateName, renewer.renewerName])).toEqual([
      ['web', 'Shop'],
      ['api', 'Blog'],
    ]);
  });

  it.each<[string, string, Record<string, KnownCertificate[]>, string[]]>([
    [
      'nobody has it',
      'No certificate is called web at Blog, Shop. `dnscale-certs status` lists the names.',
      {},
      ['Blog', 'Shop'],
    ],
    [
      'another name is near',
      'No certificate is called web at Blog, Shop. Did you mean webs (Shop)?',
      { Blog: [removed('wex')], Shop: [declared('webs'), declared('mail')] },
      ['Blog', 'Shop'],
    ],
    [
      'nobody declares it any more',
      'Nobody declares the certificate web any more, so that it is not renewed. What was issued stays. Declare it again to renew it.',
      { Blog: [removed('web')] },
      ['Blog', 'Shop'],
    ],
    [
      'two renewers have it',
      'More than one renewer has a certificate web: Blog, Shop. Give --renewer.',
      { Blog: [declared('web')], Shop: [declared('web')] },
      ['Blog', 'Shop'],
    ],
    [
      'another renewer has it than the one that is named',
      'Blog has no certificate web; Shop has it: give --renewer Shop.',
      { Shop: [declared('web')] },
      ['Blog'],
    ],
  ])('fails where %s', async (_, message, known, meant) => {
    await expect(find(['web'], known, meant)).rejects.toMatchObject({ code: 'config-invalid', message });
  });

  it('tells of all wrong names at once, and that none of the right ones was asked for', async () => {
    const asked = find(['web', 'exmaple.com', 'old'], {
      Blog: [declared('web'), removed('old')],
      Shop: [declared('example.com')],
    });

    await expect(asked).rejects.toThrow(
      [
        '2 names are wrong:',
        '  No certificate is called exmaple.com at Blog, Shop. Did you mean example.com (Shop)?',
        '  Nobody declares the certificate old any more, so that it is not renewed. What was issued stays. Declare it again to renew it. Nothing was asked for.',
      ].join('\n'),
    );
  });
});
