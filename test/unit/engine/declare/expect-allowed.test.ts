import { describe, expect, it } from 'vitest';
import { expectAllowed } from '../../../../functions/engine/declare/expect-allowed.ts';
import { aDefinition } from '../../../support/builders.ts';

const ALLOWED = {
  regions: ['eu-central-1', 'us-east-1'],
  certificateAuthorities: ['https://ca.test/directory'],
};

const asking = (regions: string[], certificateAuthority: string) => () =>
  expectAllowed(aDefinition({ certificateName: 'shop', regions, certificateAuthority }), ALLOWED);

describe('expectAllowed', () => {
  it.each<[string, string[]]>([
    ['one of the regions', ['us-east-1']],
    ['no region', []],
  ])('lets a certificate have %s', (_what, regions) => {
    expect(asking(regions, 'https://ca.test/directory')).not.toThrow();
  });

  it('fails for a region and a CA that the renewer does not allow, with both and what it allows', () => {
    expect(asking(['us-east-1', 'eu-west-1'], 'https://other.test/directory')).toThrow(
      'shop: the renewer does not allow the region eu-west-1 (it allows eu-central-1, us-east-1) and the CA https://other.test/directory (it allows https://ca.test/directory). Ask for something else',
    );
  });
});
