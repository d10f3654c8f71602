import { describe, expect, it } from 'vitest';
import { expectDeployedAuthority } from '../../../../functions/engine/config/deployed-authorities.ts';

const DEPLOYED = ['https://acme-v02.api.letsencrypt.org/directory', 'https://ca.test/directory'];

describe('expectDeployedAuthority', () => {
  it('takes the CAs of the deployment', () => {
    for (const url of DEPLOYED) expect(() => expectDeployedAuthority(url, DEPLOYED)).not.toThrow();
  });

  it.each([
    'https://ca.evil.test/directory',
    'https://ca.test/directory/',
    'https://ca.test/directory?x',
    'https://169.254.169.254/directory',
    'https://acme-v02.api.letsencrypt.org.evil.test/directory',
  ])('fails for %s, for a person', (url) => {
    expect(() => expectDeployedAuthority(url, DEPLOYED)).toThrowError(
      expect.objectContaining({ code: 'config-invalid', disposition: 'person', subject: url }),
    );
  });
});
