import { describe, expect, it } from 'vitest';
import { checkCertificate } from '../../../functions/engine/config/validate.ts';
import { writeApiPage } from './api-page.ts';

describe('docs/api.md', () => {
  it('says what the doc comments of the public constructs say', async () => {
    await expect(writeApiPage()).toMatchFileSnapshot('../../../docs/api.md');
  });

  it('names the most regions that a certificate may have, as the schema does', async () => {
    const regions = Array.from({ length: 21 }, (_, index) => `eu-west-${index + 1}`);
    const checked = checkCertificate(
      { certificateName: 'web', domainNames: ['example.com'], regions },
      { certificateAuthority: 'https://ca.test/directory', extraWaitSeconds: 0 },
    );

    expect(checked).toMatchObject({ faults: [expect.stringContaining('at most 20')] });
    expect(await writeApiPage()).toContain('AWS regions whose ACM gets the certificate, 20 at most.');
  });

  it('names other pages by their address on the web: those who read the types in the package have no others', () => {
    const [, ...sections] = writeApiPage().split(/^## /m);
    const text = sections.join();
    const named = [...text.matchAll(/\S+\.md\b/g)].map(([page]) => page);

    expect(named).toEqual([
      'https://github.com/dnscale/dnscale-certs/blob/main/docs/security.md',
      'https://github.com/dnscale/dnscale-certs/blob/main/docs/configuration.md',
    ]);
  });
});
