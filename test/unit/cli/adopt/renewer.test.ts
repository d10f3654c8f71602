import { describe, expect, it } from 'vitest';
import { authoritiesOf, findRenewer } from '../../../../cli/adopt/renewer.ts';
import type { RenewerDescriptor } from '../../../../functions/engine/config/descriptor.ts';
import { RenewerError } from '../../../../functions/engine/errors.ts';
import { aDescriptor, noDeadline } from '../../../support/builders.ts';

const UNREADABLE = new RenewerError({
  code: 'record-unreadable',
  disposition: 'person',
  message: 'The parameter /dnscale-certs/Shop was written by a later release.',
});

function directory(renewers: RenewerDescriptor[], unreadable: RenewerError[] = []) {
  return { listRenewers: async () => ({ renewers, unreadable }), region: async () => 'eu-central-1' };
}

describe('findRenewer', () => {
  const certs = aDescriptor({ renewerName: 'Certs' });

  it('finds the only one', async () => {
    expect(await findRenewer(directory([certs]), undefined, noDeadline())).toBe(certs);
  });

  it('takes none for the only one beside one that cannot be read, unless it is named', async () => {
    const both = directory([certs], [UNREADABLE]);

    await expect(findRenewer(both, undefined, noDeadline())).rejects.toThrow(
      'There is more than one renewer: Certs. One cannot be read: The parameter /dnscale-certs/Shop was written by a later release. Give --renewer.',
    );
    expect(await findRenewer(both, 'Certs', noDeadline())).toBe(certs);
  });

  it('takes none of several', async () => {
    const two = directory([certs, aDescriptor({ renewerName: 'Shop' })]);

    await expect(findRenewer(two, undefined, noDeadline())).rejects.toThrow(
      'There is more than one renewer: Certs, Shop. Give --renewer.',
    );
  });
});

describe('authoritiesOf', () => {
  const byDefault = 'https://ca.test/directory';

  it('reads which CAs it takes', () => {
    const certificateAuthorities = `${byDefault} https://other.test/directory`;

    expect(authoritiesOf(aDescriptor({ certificateAuthority: byDefault, certificateAuthorities }))).toEqual({
      byDefault,
      allowed: [byDefault, 'https://other.test/directory'],
    });
  });

  it('fails for a renewer of an earlier release', () => {
    expect(() =>
      authoritiesOf(aDescriptor({ renewerName: 'Certs', certificateAuthority: undefined })),
    ).toThrow('Certs was deployed by a release that does not say which CAs it takes.');
  });
});
