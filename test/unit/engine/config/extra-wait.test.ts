/** The extra wait of the stack and of each certificate: which one holds, and that none changes no definition. */
import { describe, expect, it } from 'vitest';
import { definitionHash } from '../../../../functions/engine/config/definition-hash.ts';
import { validateConfig } from '../../../../functions/engine/config/validate.ts';

function settingsOf(stack: number | undefined, certificate: number | undefined) {
  const config = validateConfig(
    {
      alertEmail: 'ops@example.com',
      termsOfServiceAgreed: true,
      certificates: {
        web: { domainNames: ['example.com'], extraWaitSeconds: certificate, importIntoAcm: false },
      },
      dnscale: { extraWaitSeconds: stack },
    },
    'renewer.config.ts',
  );
  const [settings] = config.certificates;
  if (settings === undefined) throw new Error('one certificate is configured');
  return settings;
}

describe('the extra wait', () => {
  it.each<[stack: number | undefined, certificate: number | undefined, expected: number | undefined]>([
    [undefined, undefined, undefined],
    [30, undefined, 30],
    [undefined, 45, 45],
    [30, 45, 45],
    [30, 0, undefined],
    [0, undefined, undefined],
    [180, 180, 180],
  ])('is for a stack with %j and a certificate with %j: %j', (stack, certificate, expected) => {
    expect(settingsOf(stack, certificate).extraWaitSeconds).toBe(expected);
  });

  it('leaves the content hash as it is where there is none', () => {
    const { extraWaitSeconds: _, ...before } = settingsOf(undefined, undefined);

    expect(definitionHash({ ...settingsOf(30, 0), regions: [] })).toBe(
      definitionHash({ ...before, regions: [] }),
    );
    expect(definitionHash({ ...settingsOf(30, 1), regions: [] })).not.toBe(
      definitionHash({ ...before, regions: [] }),
    );
  });

  it.each([
    [181, undefined, 'dnscale.extraWaitSeconds: given 181; expected: a whole number from 0 to 180 (seconds)'],
    [
      undefined,
      -1,
      'certificates.web.extraWaitSeconds: given -1; expected: a whole number from 0 to 180 (seconds)',
    ],
  ])('fails for a stack with %j and a certificate with %j', (stack, certificate, fault) => {
    expect(() => settingsOf(stack, certificate)).toThrow(fault);
  });
});
