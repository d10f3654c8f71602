/** ACM's operations on the certificates of one region. They know no HTTP and no IAM. */
import { type ImportInput, importCertificate } from './import-operation.ts';
import { AcmRefusal } from './refusal.ts';
import { ACCOUNT_ID, findHeld, type HeldCertificate, type Shelf } from './shelf.ts';
import { checkTags, tagsDenied } from './tags.ts';

export type AcmInput = ImportInput & {
  Includes?: { keyTypes?: string[] };
  MaxItems?: number;
  NextToken?: string;
};

export const OPERATIONS: Readonly<Record<string, (shelf: Shelf, input: AcmInput) => unknown>> = {
  ImportCertificate: importCertificate,
  GetCertificate: (shelf, { CertificateArn }) => {
    const { leaf, chainPem } = findHeld(shelf, CertificateArn);
    return { Certificate: leaf.pem, ...(chainPem === '' ? {} : { CertificateChain: chainPem }) };
  },
  DescribeCertificate: (shelf, { CertificateArn }) => ({
    Certificate: detailOf(findHeld(shelf, CertificateArn)),
  }),
  ListCertificates: listCertificates,
  ListTagsForCertificate: (shelf, { CertificateArn }) => {
    const { asked, tags } = findHeld(shelf, CertificateArn);
    asked.tags += 1;
    return { Tags: asked.tags <= shelf.behaviour.lateTags ? [] : tags };
  },
  AddTagsToCertificate: addTags,
  DeleteCertificate: deleteCertificate,
};

/** ACM lists only these when it is not told key types. */
const LISTED_BY_DEFAULT = ['RSA_1024', 'RSA_2048'];

function listCertificates({ held, behaviour }: Shelf, { Includes, MaxItems = 1_000, NextToken }: AcmInput) {
  const keyTypes = Includes?.keyTypes ?? LISTED_BY_DEFAULT;
  for (const { asked } of held) asked.lists += 1;
  const shown = held
    .filter(({ asked }) => asked.lists > behaviour.lateInList)
    .filter(({ leaf }) => keyTypes.includes(leaf.keyAlgorithm));
  const start = Number(NextToken ?? 0);
  const end = start + MaxItems;
  return {
    CertificateSummaryList: shown.slice(start, end).map(summaryOf),
    ...(end < shown.length ? { NextToken: String(end) } : {}),
  };
}

function addTags(shelf: Shelf, { CertificateArn, Tags = [] }: AcmInput) {
  const held = findHeld(shelf, CertificateArn);
  if (shelf.behaviour.addTags !== 'allowed') throw tagsDenied();
  const kept = held.tags.filter(({ Key }) => !Tags.some((tag) => tag.Key === Key));
  held.tags = checkTags([...kept, ...Tags], shelf.behaviour);
  return {};
}

function deleteCertificate(shelf: Shelf, { CertificateArn }: AcmInput) {
  const found = findHeld(shelf, CertificateArn);
  if (found.inUseBy.length > 0) {
    const words = `Certificate ${CertificateArn} in account ${ACCOUNT_ID} is in use.`;
    throw new AcmRefusal('ResourceInUseException', words);
  }
  shelf.held.splice(shelf.held.indexOf(found), 1);
  return {};
}

const seconds = (date: Date) => date.getTime() / 1_000;

function summaryOf({ certificateArn, type, leaf, createdAt, importedAt, inUseBy }: HeldCertificate) {
  return {
    CertificateArn: certificateArn,
    DomainName: leaf.domainNames[0],
    SubjectAlternativeNameSummaries: leaf.domainNames.slice(0, 100),
    HasAdditionalSubjectAlternativeNames: leaf.domainNames.length > 100,
    Status: 'ISSUED',
    Type: type,
    KeyAlgorithm: leaf.keyAlgorithm.replace(/^RSA_/, 'RSA-'),
    InUse: inUseBy.length > 0,
    NotBefore: seconds(leaf.certificate.validFromDate),
    NotAfter: seconds(leaf.certificate.validToDate),
    CreatedAt: seconds(createdAt),
    ImportedAt: seconds(importedAt),
  };
}

function detailOf(held: HeldCertificate) {
  const summary = summaryOf(held);
  return {
    CertificateArn: summary.CertificateArn,
    DomainName: summary.DomainName,
    SubjectAlternativeNames: held.leaf.domainNames,
    Status: summary.Status,
    Type: summary.Type,
    KeyAlgorithm: summary.KeyAlgorithm,
    Serial: held.leaf.certificate.serialNumber.toLowerCase(),
    NotBefore: summary.NotBefore,
    NotAfter: summary.NotAfter,
    CreatedAt: summary.CreatedAt,
    ImportedAt: summary.ImportedAt,
    InUseBy: held.inUseBy,
  };
}
