/** The files of an app that deploys, or the lines for a stack that is there. Pure. */
import { defaultCertificateName } from '../../functions/engine/config/defaults.ts';
import { DOCS_URL } from '../../functions/engine/config/docs-url.ts';
import type { Answers } from './answers.ts';

/** What the app installs. A test compares them with those that this release is made with. */
export const PACKAGES = {
  dependencies: { 'aws-cdk-lib': '^2.276.0', constructs: '^10.8.1' },
  devDependencies: { 'aws-cdk': '^2.1148.1' },
} as const;

/** Of the stack, and so of the renewer. */
const STACK_NAME = 'DnscaleCerts';

export const PROJECT_FILES = ['package.json', 'cdk.json', 'app.js', '.gitignore'] as const;

/** By file name. @param version of dnscale-certs. */
export function projectFiles(
  answers: Answers,
  version: string,
): Record<(typeof PROJECT_FILES)[number], string> {
  const manifest = {
    name: 'certificates',
    private: true,
    type: 'module',
    dependencies: { ...PACKAGES.dependencies, 'dnscale-certs': `^${version}` },
    devDependencies: PACKAGES.devDependencies,
  };
  return {
    'package.json': json(manifest),
    'cdk.json': json({ app: 'node app.js' }),
    'app.js': appSource(answers),
    '.gitignore': 'node_modules/\ncdk.out/\n',
  };
}

function appSource(answers: Answers): string {
  const [region] = answers.regions;
  const env =
    region === undefined
      ? ['const { CDK_DEFAULT_ACCOUNT: account, CDK_DEFAULT_REGION: region } = process.env;']
      : ['const { CDK_DEFAULT_ACCOUNT: account } = process.env;', `const region = ${literal(region)};`];
  return `// A renewer of dnscale-certs and its certificates. Every setting:
// ${DOCS_URL}/api.md
import { App, Stack } from 'aws-cdk-lib';
import { CertificateRenewer } from 'dnscale-certs';

${env.join('\n')}
const stack = new Stack(new App(), '${STACK_NAME}', { env: { account, region } });

${declaration(answers, 'stack')}`;
}

/** For a class of the person's own. */
export function stackLines(answers: Answers): string {
  return `import { CertificateRenewer } from 'dnscale-certs';

${declaration(answers, 'this')}
// What serves it takes it: listener.addCertificates('Tls', [certificate]);
${answers.regions.length > 1 ? "// In another region it is certificate.inRegion('us-east-1').\n" : ''}`;
}

function declaration({ domainNames, alertEmail, regions }: Answers, scope: string): string {
  const name = literal(defaultCertificateName(domainNames));
  const list = (values: readonly string[]) => `[${values.map(literal).join(', ')}]`;
  const certificate = scope === 'this' ? 'const certificate = ' : '';
  return `// From Let's Encrypt. For another CA:
// ${DOCS_URL}/guides/another-ca.md
const renewer = new CertificateRenewer(${scope}, 'Renewer', {
  alertEmail: ${literal(alertEmail)},
  // Let's Encrypt's: https://letsencrypt.org/repository
  termsOfServiceAgreed: true,
});

// Add one for each certificate. Its certificateName is for life.
${certificate}renewer.addCertificate(${name}, {
  certificateName: ${name},
  domainNames: ${list(domainNames)},
${regions.length > 1 ? `  regions: ${list(regions)},\n` : ''}});
`;
}

function json(value: object): string {
  return `${JSON.stringify(value, null, 2)}\n`;
}

/** Of JavaScript. An address may hold quotes. */
function literal(text: string): string {
  return /^[\w.@*+-]+$/.test(text) ? `'${text}'` : JSON.stringify(text);
}
