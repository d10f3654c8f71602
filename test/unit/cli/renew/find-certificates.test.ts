import { describe, expect, it } from 'vitest';
import { findCertificates } from '../../../../cli/renew/find-certificates.ts';
import type { KnownCertificate } from '../../../../functions/engine/ports/renewers.ts';
import type { CertificateState } from '../../../../functions/engine/renewal/state.ts';
import { aCertificateState, aDefinition, aDescriptor, NOW } from '../../../support/builders.ts';

const RENEWERS = ['Blog', 'Shop'].map((renewerName) => aDescriptor({ renewerName }));

const declared = (certificateName: string): KnownCertificate => ({
  certificateName,
  definition: aDefinition({ certificateName }),
});
/** @param changes `removal`: a person has had what was left taken away. */
const removed = (certificateName: string, changes: Partial<CertificateState> = {}): KnownCertificate => ({
  certificateName,
  state: aCertificateState({ certificateName, ...changes }),
});

/** @param meant the renewers that are searched; the others are known for messages only. */
function find(
  names: string[],
  known: Record<string, KnownCertificate[]>,
  meant = ['Blog', 'Shop'],
  isMeant?: (known: KnownCertificate) => boolean,
) {
  const at = (renewerName: string) => known[renewerName] ?? [];
  return findCertificates(names, {
    ...(isMeant && { isMeant }),
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

  const anyone = () => true;
  const gone = { removal: { askedAt: NOW, endedAt: NOW } };

  it('does not guess where one renewer has it and another had it, and both may be meant', async () => {
    const known = { Blog: [removed('web')], Shop: [declared('web')] };

    await expect(find(['web'], known, ['Blog', 'Shop'], anyone)).rejects.toThrow(
      'More than one renewer has a certificate web: Blog (where nobody declares it), Shop. Give --renewer.',
    );
    await expect(find(['web'], known, ['Shop'], anyone)).resolves.toMatchObject([
      { renewer: { renewerName: 'Shop' } },
    ]);
  });

  it.each([
    ['the one that has it, not one where all of it was taken away', { Shop: [removed('web')] }, 'Shop'],
    ['the one where it was taken away, when no other has it', {}, 'Blog'],
  ])('may mean %s', async (_, others, renewerName) => {
    const found = await find(['web'], { Blog: [removed('web', gone)], ...others }, ['Blog', 'Shop'], anyone);

    expect(found.map(({ renewer }) => renewer.renewerName)).toEqual([renewerName]);
  });

  it('says which other renewer has what is left of it, to a command that means that too', async () => {
    await expect(find(['web'], { Shop: [removed('web')] }, ['Blog'], anyone)).rejects.toThrow(
      'Blog has no certificate web; Shop has it: give --renewer Shop.',
    );
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
