/** The files of an app that deploys, or the lines for a stack that is there. Pure. */
import { defaultCertificateName } from '../../functions/engine/config/defaults.ts';
import { DOCS_URL } from '../../functions/engine/config/docs-url.ts';
import type { Answers } from './answers.ts';
import { authorityOf, isDefault, termsOf } from './authority.ts';

/** What the app installs. A test compares them with those that this release is made with. */
export const PACKAGES = {
  dependencies: { 'aws-cdk-lib': '^2.276.0', constructs: '^10.8.1' },
  devDependencies: { 'aws-cdk': '^2.1148.1' },
} as const;

/** Of the stack, and so of the renewer. */
export const STACK_NAME = 'DnscaleCerts';

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
${importLine(answers)}

${env.join('\n')}
const stack = new Stack(new App(), '${STACK_NAME}', { env: { account, region } });

${declaration(answers, 'stack')}`;
}

/** For a class of the person's own. */
export function stackLines(answers: Answers): string {
  return `${importLine(answers)}

${declaration(answers, 'this')}
// What serves it takes it: listener.addCertificates('Tls', [certificate]);
${answers.regions.length > 1 ? "// In another region it is certificate.inRegion('us-east-1').\n" : ''}`;
}

function importLine({ directoryUrl }: Answers): string {
  const names = [...(isDefault(directoryUrl) ? [] : ['CertificateAuthority']), 'CertificateRenewer'];
  return `import { ${names.join(', ')} } from 'dnscale-certs';`;
}

function declaration(answers: Answers, scope: string): string {
  const { domainNames, alertEmail, regions } = answers;
  const name = literal(defaultCertificateName(domainNames));
  const list = (values: readonly string[]) => `[${values.map(literal).join(', ')}]`;
  const certificate = scope === 'this' ? 'const certificate = ' : '';
  return `${authorityComment(answers)}
// ${DOCS_URL}/guides/another-ca.md
const renewer = new CertificateRenewer(${scope}, 'Renewer', {
  alertEmail: ${literal(alertEmail)},
${authorityProps(answers)}});

// Add one for each certificate. Its certificateName is for life.
${certificate}renewer.addCertificate(${name}, {
  certificateName: ${name},
  domainNames: ${list(domainNames)},
${regions.length > 1 ? `  regions: ${list(regions)},\n` : ''}});
`;
}

function authorityComment({ directoryUrl }: Answers): string {
  const { name, wantsExternalAccount } = authorityOf(directoryUrl);
  if (isDefault(directoryUrl)) return "// From Let's Encrypt. For another CA:";
  const from = `// From ${name === 'This CA' ? 'this CA' : straight(name)} alone.`;
  return wantsExternalAccount
    ? `${from} It wants an external account, stored before the deployment:`
    : `${from} For others, and what they need:`;
}

function authorityProps({ directoryUrl, alertEmail }: Answers): string {
  const { name, constant, wantsContact } = authorityOf(directoryUrl);
  const authority = constant ?? `of(${literal(directoryUrl)})`;
  return [
    ...(isDefault(directoryUrl) ? [] : [`certificateAuthority: CertificateAuthority.${authority},`]),
    ...(wantsContact ? [`acmeContact: ${literal(alertEmail)}, // it makes no account without one`] : []),
    `// ${straight(name)}'s: ${termsOf(directoryUrl)}`,
    'termsOfServiceAgreed: true,',
  ]
    .map((line) => `  ${line}\n`)
    .join('');
}

/** As code is typed. */
function straight(text: string): string {
  return text.replaceAll('’', "'");
}

function json(value: object): string {
  return `${JSON.stringify(value, null, 2)}\n`;
}

/** Of JavaScript. An address may hold quotes. */
function literal(text: string): string {
  return /^[\w.@*+-]+$/.test(text) ? `'${text}'` : JSON.stringify(text);
}
