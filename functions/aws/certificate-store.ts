/**
 * Stores certificates in S3 (layout: store-keys.ts). A version of the archive is written once, and complete once it has
 * its metadata.json. Then the live copies follow, and the pointer moves last. Of the archive this deletes nothing: S3 ends each
 * version some time after its certificate (archive-life.ts).
 */

import { type NamedText, pemFiles } from '../engine/certificate/pem-files.ts';
import { expectVersionName } from '../engine/certificate/version-name.ts';
import { RenewerError } from '../engine/errors.ts';
import type {
  CertificateArchive,
  CertificateFiles,
  CertificateStore,
  LiveFiles,
  StoredCertificate,
  StoreProof,
} from '../engine/ports/store.ts';
import type { Deadline } from '../engine/ports/time.ts';
import { LONGEST_LIFE, lifeClass } from './archive-life.ts';
import { findArchivedVersion, listArchivedVersions } from './archived-versions.ts';
import {
  type BucketObjects,
  type BucketOptions,
  createBucketObjects,
  isStoreConflict,
} from './bucket-objects.ts';
import { createLivePointer, POINTER_NAME } from './live-pointer.ts';
import { archivePrefix, livePrefix, marksPrefix } from './store-keys.ts';

export function createCertificateStore(
  options: BucketOptions,
): CertificateStore & CertificateArchive & StoreProof & LiveFiles {
  const objects = createBucketObjects(options);
  const { bucketName, clock } = options;
  const pointerOf = (certificateName: string) =>
    createLivePointer({ objects, bucketName, certificateName, clock });
  const placeOf = (name: string, { version }: StoredCertificate): Version => {
    return { objects, prefix: versionPrefix(name, version) };
  };
  return {
    async archiveKey(certificateName, version, privateKeyPem, deadline) {
      const key = `${versionPrefix(certificateName, version)}privkey.pem`;
      await objects.writeOnce(key, privateKeyPem, LONGEST_LIFE, deadline);
      // Before the order, since a pointer that cannot be moved afterwards would cost a certificate at every try.
      await pointerOf(certificateName).readBefore(version, deadline);
    },
    readKey: async (certificateName, version, deadline) => {
      const stored = await objects.read(`${versionPrefix(certificateName, version)}privkey.pem`, deadline);
      return stored?.text;
    },
    liveVersion: (certificateName, deadline) => pointerOf(certificateName).readVersion(deadline),
    async expectWritable(certificateName, deadline) {
      // S3 judges the permission first, then the condition, which no object can meet: nothing is ever written. Under a key
      // that nobody reads, in case something takes the write all the same.
      const key = `${livePrefix(certificateName)}write-proof.json`;
      const isWritten = await objects.write(key, '{}\n', { eTag: NO_OBJECTS_ETAG }, deadline);
      if (isWritten) throw conditionIgnored(bucketName, key);
    },
    async archive(certificateName, certificate, files, deadline) {
      await archiveVersion(placeOf(certificateName, certificate), files, certificate, deadline);
    },
    async publish(certificateName, certificate, files, deadline) {
      const { version } = certificate;
      const pointer = pointerOf(certificateName);
      // A run that was overtaken stops here, before it touches the live copies.
      const [position, pem] = await Promise.all([
        pointer.readBefore(version, deadline),
        archiveVersion(placeOf(certificateName, certificate), files, certificate, deadline),
      ]);
      const live = livePrefix(certificateName);
      await Promise.all(pem.map(([name, text]) => objects.write(live + name, text, 'always', deadline)));
      await pointer.move(position, certificate, deadline);
    },
    async removeLive(certificateName, deadline) {
      const live = livePrefix(certificateName);
      // The pointer first: who follows it then finds nothing, and never a part.
      await objects.remove(`${live}${POINTER_NAME}`, deadline);
      await Promise.all(LIVE_COPIES.map((name) => objects.remove(live + name, deadline)));
    },
    findVersion: (certificateName, search, deadline) =>
      findArchivedVersion({ objects, clock }, { certificateName, ...search }, deadline),
    readVersion: async (name, version, deadline) =>
      readVersion(objects, { bucketName, prefix: versionPrefix(name, version) }, deadline),
    listVersions: (certificateName, deadline) =>
      listArchivedVersions({ objects, clock }, certificateName, deadline),
    readLeaf: async (certificateName, version, deadline) => {
      const key = `${versionPrefix(certificateName, version)}cert.pem`;
      const leaf = await objects.read(key, deadline);
      if (!leaf) throw partMissing(key, bucketName);
      return leaf.text;
    },
    async markRevoked(certificateName, { serial, notAfter }, deadline) {
      const key = `${marksPrefix(certificateName)}${serial}.json`;
      const text = `${JSON.stringify({ schema: 1, serial }, null, 2)}\n`;
      // It stays for as long as the certificate could come back.
      await objects.keepOrWrite(key, text, lifeClass(clock.now(), notAfter), deadline);
    },
  };
}

const LIVE_COPIES = pemFiles({ privateKeyPem: '', certificatePem: '', chainPem: '' }).map(([name]) => name);

/** As long as an ETag, and of no digest: S3 gives an object another one. */
const NO_OBJECTS_ETAG = '"00000000000000000000000000000000"';

function conditionIgnored(bucketName: string, key: string): RenewerError {
  return new RenewerError({
    code: 'store-failed',
    disposition: 'person',
    subject: `bucket ${bucketName}`,
    message: `The bucket ${bucketName} took a write to ${key} whose condition no object meets, so runs could overwrite each other.`,
    advice: `Find what answers in place of Amazon S3 (an endpoint, a proxy), then remove ${key}.`,
  });
}

/** The version comes from the state, a foreign text. @throws RenewerError `record-unreadable`. */
function versionPrefix(certificateName: string, version: string): string {
  return archivePrefix(certificateName, expectVersionName(version));
}

/** One version of the archive. */
type Version = { objects: BucketObjects; prefix: string };

/**
 * Completes the version and returns what it holds then. Nothing that is archived gives way; the bucket's policy would deny
 * it. A killed run may have archived another chain of the same leaf (the CA may send another one each time, and the
 * definition may prefer another one by now): that chain stays. Another key or leaf is another certificate, which fails.
 */
async function archiveVersion(
  { objects, prefix }: Version,
  files: CertificateFiles,
  certificate: StoredCertificate,
  deadline: Deadline,
): Promise<NamedText[]> {
  const keyName = `${prefix}privkey.pem`;
  const key = await objects.writeOnce(keyName, files.privateKeyPem, LONGEST_LIFE, deadline);
  // Counted from the key, the oldest part, and so the same at every run.
  const life = lifeClass(key.writtenAt, certificate.notAfter);
  const writeOnce = (name: string, text: string) => objects.writeOnce(prefix + name, text, life, deadline);
  const [chain] = await Promise.all([
    objects.keepOrWrite(`${prefix}chain.pem`, files.chainPem, life, deadline),
    writeOnce('cert.pem', files.certificatePem),
  ]);
  const pem = pemFiles({ ...files, chainPem: chain.text });
  // After the chain: a killed run leaves none that contains a chain which the next run does not find.
  const joined = pem.filter(([name]) => !PARTS.includes(name)).map(([name, text]) => writeOnce(name, text));
  await Promise.all([...joined, objects.setLife(keyName, life, deadline)]);
  try {
    await writeOnce('metadata.json', metadata(certificate));
  } catch (thrown) {
    // Key and leaf are the same; only the definition may have its names in another order by now.
    if (!isStoreConflict(thrown)) throw thrown;
  }
  return pem;
}

const PARTS = ['privkey.pem', 'cert.pem', 'chain.pem'];

/** Without a time of writing and in a fixed order: a later run that repeats it must write the same bytes. */
function metadata(certificate: StoredCertificate): string {
  const { version, serial, domainNames, notBefore, notAfter } = certificate;
  const { keyAlgorithm, certificateAuthority, profile, standsIn } = certificate;
  const issued = { version, serial, domainNames, notBefore, notAfter };
  const made = { keyAlgorithm, certificateAuthority, profile, standsIn };
  return `${JSON.stringify({ schema: 1, ...issued, ...made }, null, 2)}\n`;
}

async function readVersion(
  objects: BucketObjects,
  { bucketName, prefix }: { bucketName: string; prefix: string },
  deadline: Deadline,
): Promise<CertificateFiles> {
  const read = (name: string) => objects.read(prefix + name, deadline);
  const [key, leaf, chain] = await Promise.all([read('privkey.pem'), read('cert.pem'), read('chain.pem')]);
  // In this order, whichever answers first: the same fault at every run.
  if (!key) throw partMissing(`${prefix}privkey.pem`, bucketName);
  if (!leaf) throw partMissing(`${prefix}cert.pem`, bucketName);
  if (!chain) throw partMissing(`${prefix}chain.pem`, bucketName);
  return { privateKeyPem: key.text, certificatePem: leaf.text, chainPem: chain.text };
}

function partMissing(key: string, bucketName: string): RenewerError {
  return new RenewerError({
    code: 'store-failed',
    disposition: 'person',
    subject: key,
    message: `${key} is missing from the bucket ${bucketName}, though the state lists this version. The copies in ACM and under live/ are not touched.`,
    advice: 'Restore the deleted object: the bucket keeps old versions.',
  });
}
