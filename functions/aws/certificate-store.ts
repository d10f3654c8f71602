/**
 * Stores certificates in S3 (layout: store-keys.ts). A version of the archive is written once, and complete once it has
 * its metadata.json. Then the live copies follow, and the pointer moves last. Nothing is ever deleted.
 */

import { type NamedText, pemFiles } from '../engine/certificate/pem-files.ts';
import { expectVersionName } from '../engine/certificate/version-name.ts';
import { RenewerError } from '../engine/errors.ts';
import type { CertificateFiles, CertificateStore, StoredCertificate } from '../engine/ports/store.ts';
import type { Deadline } from '../engine/ports/time.ts';
import { findArchivedVersion } from './archived-versions.ts';
import {
  type BucketObjects,
  type BucketOptions,
  createBucketObjects,
  isStoreConflict,
} from './bucket-objects.ts';
import { createLivePointer } from './live-pointer.ts';
import { archivePrefix, livePrefix } from './store-keys.ts';

export function createCertificateStore(options: BucketOptions): CertificateStore {
  const objects = createBucketObjects(options);
  const { bucketName, clock } = options;
  const pointerOf = (certificateName: string) =>
    createLivePointer({ objects, bucketName, certificateName, clock });
  return {
    async archiveKey(certificateName, version, privateKeyPem, deadline) {
      const key = `${versionPrefix(certificateName, version)}privkey.pem`;
      await objects.writeOnce(key, privateKeyPem, deadline);
      // Before the order, since a pointer that cannot be moved afterwards would cost a certificate at every try.
      await pointerOf(certificateName).readBefore(version, deadline);
    },
    readKey: async (certificateName, version, deadline) => {
      const stored = await objects.read(`${versionPrefix(certificateName, version)}privkey.pem`, deadline);
      return stored?.text;
    },
    liveVersion: (certificateName, deadline) => pointerOf(certificateName).readVersion(deadline),
    async publish(certificateName, certificate, files, deadline) {
      const { version } = certificate;
      const pointer = pointerOf(certificateName);
      // A run that was overtaken stops here, before it touches the live copies.
      const [position, pem] = await Promise.all([
        pointer.readBefore(version, deadline),
        archive(objects, versionPrefix(certificateName, version), pemFiles(files), certificate, deadline),
      ]);
      const live = livePrefix(certificateName);
      await Promise.all(pem.map(([name, text]) => objects.write(live + name, text, 'always', deadline)));
      await pointer.move(position, certificate, deadline);
    },
    findVersion: (certificateName, fits, deadline) =>
      findArchivedVersion({ objects, clock }, { certificateName, fits }, deadline),
    readVersion: async (certificateName, version, deadline) =>
      readVersion(objects, { bucketName, prefix: versionPrefix(certificateName, version) }, deadline),
  };
}

/** The version comes from the state, a foreign text. @throws RenewerError `record-unreadable`. */
function versionPrefix(certificateName: string, version: string): string {
  return archivePrefix(certificateName, expectVersionName(version));
}

/** Returns what the archive holds then: a version that was complete before keeps what was archived first. */
async function archive(
  objects: BucketObjects,
  prefix: string,
  pem: NamedText[],
  certificate: StoredCertificate,
  deadline: Deadline,
): Promise<NamedText[]> {
  const archived = await Promise.all(pem.map((part) => archivePart(objects, prefix, part, deadline)));
  try {
    await objects.writeOnce(`${prefix}metadata.json`, metadata(certificate), deadline);
  } catch (thrown) {
    // Key and leaf are the same; only the definition may have its names in another order by now.
    if (!isStoreConflict(thrown)) throw thrown;
  }
  return archived;
}

/** Another key or leaf is another certificate: a complete version takes none. */
const KEY_AND_LEAF = ['privkey.pem', 'cert.pem'];

/**
 * A killed run may have left another part: the CA may send another chain with the same leaf each time, and the definition
 * may prefer another one by now. A part of a complete version stays; before that it gives way, since it was never used.
 */
async function archivePart(
  objects: BucketObjects,
  prefix: string,
  [name, text]: NamedText,
  deadline: Deadline,
): Promise<NamedText> {
  try {
    await objects.writeOnce(prefix + name, text, deadline);
    return [name, text];
  } catch (thrown) {
    if (!isStoreConflict(thrown) || name === 'privkey.pem') throw thrown;
    const isComplete = (await objects.read(`${prefix}metadata.json`, deadline)) !== undefined;
    if (isComplete && KEY_AND_LEAF.includes(name)) throw thrown;
    const archived = isComplete ? await objects.read(prefix + name, deadline) : undefined;
    if (archived) return [name, archived.text];
    await objects.write(prefix + name, text, 'always', deadline);
    return [name, text];
  }
}

/** Without a time of writing and in a fixed order: a later run that repeats it must write the same bytes. */
function metadata(certificate: StoredCertificate): string {
  const { version, serial, domainNames, notBefore, notAfter } = certificate;
  const { keyAlgorithm, certificateAuthority, profile } = certificate;
  const issued = { version, serial, domainNames, notBefore, notAfter };
  const made = { keyAlgorithm, certificateAuthority, profile };
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
    message: `${key} is missing from the bucket ${bucketName}, though the state lists this version. Restore the deleted object (the bucket keeps old versions); the copies in ACM and under live/ are not touched.`,
  });
}
