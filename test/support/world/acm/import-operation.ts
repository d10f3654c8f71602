/** ImportCertificate: a new certificate, or another one onto an ARN that exists. */
import { randomUUID } from 'node:crypto';
import { checkImport, checkOntoArn } from './import-rules.ts';
import { AcmRefusal } from './refusal.ts';
import { ACCOUNT_ID, type AcmTag, findHeld, type Shelf } from './shelf.ts';
import { checkTags, tagsDenied } from './tags.ts';

/** As the SDK sends it: binary members are base64. */
export type ImportInput = {
  CertificateArn?: string;
  Certificate?: string;
  PrivateKey?: string;
  CertificateChain?: string;
  Tags?: AcmTag[];
};

const YEAR_MS = 365 * 24 * 60 * 60 * 1_000;

export function importCertificate(shelf: Shelf, input: ImportInput) {
  if (shelf.behaviour.throttledImports > 0) {
    shelf.behaviour.throttledImports -= 1;
    throw new AcmRefusal('ThrottlingException', 'Rate exceeded');
  }
  return input.CertificateArn === undefined
    ? importNew(shelf, input)
    : importOnto(shelf, input.CertificateArn, input);
}

function importNew(shelf: Shelf, input: ImportInput) {
  const { region, behaviour, held } = shelf;
  const imported = readMaterial(shelf, input);
  const tags = checkTags(input.Tags ?? [], behaviour);
  checkImportQuota(shelf);
  if (held.length >= behaviour.certificateQuota) throw limit(`${behaviour.certificateQuota} certificates`);
  shelf.importedAt.push(imported.importedAt);
  const isUntagged = tags.length > 0 && behaviour.addTags === 'made';
  const certificateArn = `arn:aws:acm:${region}:${ACCOUNT_ID}:certificate/${randomUUID()}`;
  held.push({
    certificateArn,
    type: 'IMPORTED',
    ...imported,
    tags: isUntagged ? [] : tags,
    inUseBy: [],
    createdAt: imported.importedAt,
    asked: { tags: 0, lists: 0 },
  });
  if (isUntagged) throw tagsDenied();
  return { CertificateArn: certificateArn };
}

function importOnto(shelf: Shelf, certificateArn: string, input: ImportInput) {
  const held = findHeld(shelf, certificateArn);
  // AWS's words
  if (input.Tags) throw new AcmRefusal('ValidationException', 'Tagging is not permitted on re-import.');
  if (held.type !== 'IMPORTED') {
    // That it is refused is in ACM's guide; the words are ours.
    throw new AcmRefusal('ValidationException', `The certificate ${certificateArn} was not imported.`);
  }
  const imported = readMaterial(shelf, input);
  checkOntoArn(held.leaf, imported.leaf);
  checkImportQuota(shelf);
  shelf.importedAt.push(imported.importedAt);
  Object.assign(held, imported);
  return { CertificateArn: certificateArn };
}

function readMaterial({ behaviour }: Shelf, { Certificate, PrivateKey, CertificateChain }: ImportInput) {
  const importedAt = behaviour.now();
  const chain = bytes(CertificateChain);
  const leaf = checkImport(
    { certificate: bytes(Certificate), privateKey: bytes(PrivateKey), chain },
    importedAt,
  );
  return { leaf, chainPem: chain.toString(), importedAt };
}

function checkImportQuota({ importedAt, behaviour: { now, importQuota } }: Shelf): void {
  const yearAgo = now().getTime() - YEAR_MS;
  if (importedAt.filter((at) => at.getTime() > yearAgo).length < importQuota) return;
  throw limit(`${importQuota} certificates in the last year`);
}

/** AWS's words. */
function limit(what: string): AcmRefusal {
  return new AcmRefusal('LimitExceededException', `Error: you have reached your limit of ${what}.`);
}

function bytes(base64 = ''): Buffer {
  return Buffer.from(base64, 'base64');
}
