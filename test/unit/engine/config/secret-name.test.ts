import { describe, expect, it } from 'vitest';
import { isSecretName } from '../../../../functions/engine/config/secret-name.ts';

describe('isSecretName', () => {
  it.each(['dnscale/token', 'DnscaleCerts/dnscale-token', 'a', 'a_b+c=d.e@f-g', 'x'.repeat(512)])(
    'takes %s',
    (name) => {
      expect(isSecretName(name)).toBe(true);
    },
  );

  it.each(['', 'a b', 'a*', 'a:b', 'token\n', 'tökén', 'x'.repeat(513)])('refuses "%s"', (name) => {
    expect(isSecretName(name)).toBe(false);
  });

  it('refuses the end that Secrets Manager gives to ARNs', () => {
    expect(isSecretName('dnscale/token-a1B2c3')).toBe(false);
  });
});
