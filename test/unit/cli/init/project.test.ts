import { describe, expect, it } from 'vitest';
import { PACKAGES, projectFiles } from '../../../../cli/init/project.ts';
import packageJson from '../../../../package.json' with { type: 'json' };

describe('projectFiles', () => {
  it('installs the packages that this release is made with', () => {
    const caret = (name: keyof typeof packageJson.devDependencies) => `^${packageJson.devDependencies[name]}`;

    expect(PACKAGES).toEqual({
      dependencies: { 'aws-cdk-lib': caret('aws-cdk-lib'), constructs: caret('constructs') },
      devDependencies: { 'aws-cdk': caret('aws-cdk') },
    });
  });

  it('puts nothing into the source but texts', () => {
    const source = projectFiles(
      {
        domainNames: ['*.example.com'],
        alertEmail: 'o\'p\\s`$x"@example.com',
        directoryUrl: 'https://ca.test/"x\\',
        regions: [],
        isOwnStack: false,
      },
      '1.2.3',
    );

    expect(source['app.js']).toContain('  alertEmail: "o\'p\\\\s`$x\\"@example.com",\n');
    expect(source['app.js']).toContain(
      '  certificateAuthority: CertificateAuthority.of("https://ca.test/\\"x\\\\"),\n',
    );
    expect(source['app.js']).toContain("renewer.addCertificate('*.example.com', {\n");
    expect(source['package.json']).toContain('"dnscale-certs": "^1.2.3"');
  });
});
