/** What goes along with the code of others: their licences in one text, and a list of them as CycloneDX. */
import { readdirSync, readFileSync } from 'node:fs';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import packageJson from '../../package.json' with { type: 'json' };
import type { InsidePackage } from './inside.ts';

const LINE = '-'.repeat(80);

/** Writes `third-party-licenses.txt` and `sbom.cdx.json` into the folder. */
export async function writeNotices(folder: string, packages: readonly InsidePackage[]): Promise<void> {
  await writeFile(join(folder, 'third-party-licenses.txt'), licencesOf(packages));
  await writeFile(join(folder, 'sbom.cdx.json'), `${JSON.stringify(listOf(packages), null, 2)}\n`);
}

/** Each text once, below the packages that have it. */
function licencesOf(packages: readonly InsidePackage[]): string {
  const byText = Map.groupBy(packages, readLicence);
  const parts = [...byText].map(([text, those]) => {
    const names = those.map(({ name, version, licence }) => `${name} ${version} (${licence})`);
    return [LINE, ...names, LINE, '', text].join('\n');
  });
  return ['The programs of this package hold code of these packages.', '', ...parts].join('\n');
}

function readLicence({ folder, licence }: InsidePackage): string {
  const files = readdirSync(folder).filter((name) => /^(licen[cs]e|notice|copying)(\.|-|$)/i.test(name));
  const texts = files
    .sort()
    .map((name) => readFileSync(join(folder, name), 'utf8').replaceAll('\r\n', '\n').trim());
  return `${texts.join('\n\n') || `The package has no text of its licence, ${licence}.`}\n`;
}

/** CycloneDX 1.6, with the time left out: the same packages give the same bytes. */
function listOf(packages: readonly InsidePackage[]) {
  const { name, version, license } = packageJson;
  return {
    bomFormat: 'CycloneDX',
    specVersion: '1.6',
    version: 1,
    metadata: {
      component: { type: 'library', ...identityOf(name, version), licenses: [licenceOf(license)] },
    },
    components: packages.map(({ sha512, licence, ...each }) => ({
      type: 'library',
      ...identityOf(each.name, each.version),
      scope: 'required',
      hashes: [{ alg: 'SHA-512', content: sha512 }],
      licenses: [licenceOf(licence)],
    })),
  };
}

function identityOf(fullName: string, version: string) {
  const purl = `pkg:npm/${fullName.replace('@', '%40')}@${version}`;
  const [name, group] = fullName.split('/').toReversed();
  return { 'bom-ref': purl, ...(group && { group }), name, version, purl };
}

function licenceOf(spdx: string) {
  return spdx.startsWith('(') ? { expression: spdx } : { license: { id: spdx } };
}
