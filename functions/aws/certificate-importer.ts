/**
 * Imports certificates into ACM. A certificate keeps its ARN for life: later imports go onto it. The first import
 * searches for an ARN of ours before it makes one, since an import has no idempotency token; a run in which an answer got
 * lost makes no other. Whether ACM will take a certificate was checked before (engine/install).
 */
import { X509Certificate } from 'node:crypto';
import { AddTagsToCertificateCommand, ImportCertificateCommand } from '@aws-sdk/client-acm';
import { isSameLeaf } from '../engine/certificate/leaf-digest.ts';
import { tagList } from '../engine/config/tags.ts';
import type { CertificateImporter, ImportRequest, TagRequest } from '../engine/ports/store.ts';
import type { Clock, Deadline } from '../engine/ports/time.ts';
import { callAcm } from './acm-calls.ts';
import type { AcmClients } from './acm-clients.ts';
import { awsErrorName, isDenied, isThrottled, isUnanswered } from './aws-error.ts';
import { areEarlierTags, ownTags } from './certificate-tags.ts';
import { createExistingReader } from './existing-certificate.ts';
import { importError } from './import-error.ts';
import {
  deleteCertificate,
  findOwnCertificate,
  listTags,
  type OwnCertificate,
  readLeaf,
} from './own-certificate.ts';

export type CertificateImporterOptions = {
  client: AcmClients;
  /** Marks what is ours, together with the certificate's name (certificate-tags.ts): renewers may share a region of ACM. */
  renewer: string;
  /** Marks it in what was imported before there was a tag for the renewer. */
  stackName: string;
  clock: Clock;
};

/** ACM takes about one import a second: the SDK's growing pauses between so many tries cover a small queue. */
const REPEATABLE_ATTEMPTS = 8;
const FIRST_IMPORT_TRIES = 5;
const FIRST_PAUSE_MS = 1_000;

export function createCertificateImporter(options: CertificateImporterOptions): CertificateImporter {
  return {
    importCertificate: (request, deadline) =>
      request.certificateArn === undefined
        ? importWithoutArn(options, request, deadline)
        : importOnto(options, request.certificateArn, request, deadline),
    tagCertificate: (request, deadline) => addTags(options, request, deadline),
    deleteCertificate: (certificateArn, region, deadline) =>
      deleteCertificate(
        { client: options.client(region, REPEATABLE_ATTEMPTS), region },
        certificateArn,
        deadline,
      ),
    readCertificate: (certificateArn, region, deadline) =>
      readLeaf({ client: options.client(region, REPEATABLE_ATTEMPTS), region }, certificateArn, deadline),
    ...createExistingReader(options),
  };
}

/** Takes a certificate of ours whose ARN was not written down, else makes a new one. Each try searches first. */
async function importWithoutArn(
  options: CertificateImporterOptions,
  request: ImportRequest,
  deadline: Deadline,
): Promise<string> {
  let passing: unknown;
  for (let triesLeft = FIRST_IMPORT_TRIES - 1; ; triesLeft -= 1) {
    const own = await findOwn(options, request, deadline);
    if (own !== undefined) return takeOver(options, own, request, deadline);
    // Without an answer it may have made a certificate that ACM does not list yet: then only the search is repeated.
    if (passing === undefined || isThrottled(passing)) {
      const tried = await tryImportFirst(options, request, deadline);
      if ('certificateArn' in tried) return tried.certificateArn;
      passing = tried.passing;
    }
    // The next run comes after minutes: by then ACM lists what it has made.
    if (triesLeft === 0) throw importError(passing, request);
    await options.clock.sleep(FIRST_PAUSE_MS * (FIRST_IMPORT_TRIES - triesLeft), deadline);
  }
}

/** @throws RenewerError where another try would not help. */
async function tryImportFirst(
  options: CertificateImporterOptions,
  request: ImportRequest,
  deadline: Deadline,
): Promise<{ certificateArn: string } | { passing: unknown }> {
  try {
    return { certificateArn: await importFirst(options, request, deadline) };
  } catch (thrown) {
    if (isThrottled(thrown) || isUnanswered(thrown)) return { passing: thrown };
    throw importError(thrown, request);
  }
}

async function findOwn(
  { client, renewer, stackName }: CertificateImporterOptions,
  { certificateName, region, files }: ImportRequest,
  deadline: Deadline,
): Promise<OwnCertificate | undefined> {
  const names = new X509Certificate(files.certificatePem).subjectAltName ?? '';
  const domainNames = names.split(', ').map((name) => name.replace(/^DNS:/, ''));
  const leafPem = files.certificatePem;
  const wanted = { certificateName, renewer, stackName, domainNames, leafPem };
  return findOwnCertificate({ client: client(region, REPEATABLE_ATTEMPTS), region }, wanted, deadline);
}

/** Tags it where it lacks our tags, and imports onto it unless it holds this certificate already: a year has few imports. */
async function takeOver(
  options: CertificateImporterOptions,
  { certificateArn, isTagged }: OwnCertificate,
  request: ImportRequest,
  deadline: Deadline,
): Promise<string> {
  const { region, files } = request;
  const client = options.client(region, REPEATABLE_ATTEMPTS);
  if (isTagged) {
    const held = await readLeaf({ client, region }, certificateArn, deadline);
    if (held !== undefined && isSameLeaf(held, files.certificatePem)) return certificateArn;
    return importOnto(options, certificateArn, request, deadline);
  }
  await addTags(options, { ...request, certificateArn }, deadline);
  return certificateArn;
}

/** Ours are always among them: the role may add no others. */
async function addTags(
  options: CertificateImporterOptions,
  request: Omit<TagRequest, 'tags'> & Pick<ImportRequest, 'tags'>,
  deadline: Deadline,
): Promise<void> {
  const { region, certificateArn } = request;
  const client = options.client(region, REPEATABLE_ATTEMPTS);
  const Tags = allTags(options.renewer, request);
  const command = new AddTagsToCertificateCommand({ CertificateArn: certificateArn, Tags });
  const call = { action: 'acm:AddTagsToCertificate', resource: certificateArn };
  try {
    await callAcm(region, call, deadline, (abort) => client.send(command, abort));
  } catch (thrown) {
    throw importError(thrown, request);
  }
}

/**
 * Onto an ARN that our own state names. The role is denied one with the earlier tags: it gets ours first. Of two renewers
 * that shared it, it belongs to the one that comes first.
 */
async function importOnto(
  options: CertificateImporterOptions,
  certificateArn: string,
  request: ImportRequest,
  deadline: Deadline,
): Promise<string> {
  try {
    return await sendOnto(options, certificateArn, request, deadline);
  } catch (thrown) {
    const denial = { ...request, certificateArn, renewer: options.renewer };
    if (awsErrorName(thrown) !== 'AccessDeniedException') throw importError(thrown, denial);
    const acm = { client: options.client(request.region, REPEATABLE_ATTEMPTS), region: request.region };
    const tags = await listTags(acm, certificateArn, deadline).catch((unread) => {
      if (isDenied(unread)) return undefined;
      throw unread;
    });
    if (!tags || !areEarlierTags(tags, options.stackName, request.certificateName)) {
      throw importError(thrown, denial);
    }
    await addTags(options, { ...request, certificateArn }, deadline);
    return await sendOnto(options, certificateArn, request, deadline).catch((again) => {
      throw importError(again, denial);
    });
  }
}

/** The SDK may repeat it: an import onto an ARN has the same result however often it is made. */
async function sendOnto(
  { client }: CertificateImporterOptions,
  certificateArn: string,
  request: ImportRequest,
  deadline: Deadline,
): Promise<string> {
  // Without tags, which ACM refuses here: an ARN keeps those that it has.
  const command = new ImportCertificateCommand({ CertificateArn: certificateArn, ...material(request) });
  const acm = client(request.region, REPEATABLE_ATTEMPTS);
  const call = { action: 'acm:ImportCertificate', resource: certificateArn };
  await callAcm(request.region, call, deadline, (abort) => acm.send(command, abort));
  return certificateArn;
}

/**
 * The SDK MUST NOT repeat it: where only the answer was lost, a repetition would make a second certificate. Our own next
 * try finds the first one by its tags.
 */
async function importFirst(
  { client, renewer }: CertificateImporterOptions,
  request: ImportRequest,
  deadline: Deadline,
): Promise<string> {
  const { region } = request;
  const Tags = allTags(renewer, request);
  const command = new ImportCertificateCommand({ ...material(request), Tags });
  const acm = client(region, 1);
  const call = {
    action: 'acm:ImportCertificate (with acm:AddTagsToCertificate)',
    resource: `ACM in ${region}`,
    subject: region,
  };
  const { CertificateArn } = await callAcm(region, call, deadline, (abort) => acm.send(command, abort));
  if (CertificateArn !== undefined) return CertificateArn;
  throw new Error('ACM answered without an ARN');
}

/** Ours, and beside them the user's, which have other keys (engine/config/tags.ts). */
function allTags(
  renewer: string,
  { certificateName, tags = {} }: Pick<ImportRequest, 'certificateName' | 'tags'>,
) {
  return [...ownTags(renewer, certificateName), ...tagList(tags)];
}

function material({ files }: ImportRequest) {
  const text = new TextEncoder();
  return {
    Certificate: text.encode(files.certificatePem),
    PrivateKey: text.encode(files.privateKeyPem),
    CertificateChain: files.chainPem === '' ? undefined : text.encode(files.chainPem),
  };
}
