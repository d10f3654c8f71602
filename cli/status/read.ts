/** Reads all certificates of the renewers that are meant, or one of them, once. It changes nothing. */

import type { RenewerDescriptor } from '../../functions/engine/config/descriptor.ts';
import { nearestTo } from '../../functions/engine/config/nearest.ts';
import { systemClock } from '../../functions/engine/deadline.ts';
import { printable, RenewerError } from '../../functions/engine/errors.ts';
import type { KnownCertificate } from '../../functions/engine/ports/renewers.ts';
import type { Deadline } from '../../functions/engine/ports/time.ts';
import { byUrgency, certificateStatus } from '../../functions/engine/renewal/certificate-status.ts';
import { namesOf } from '../../functions/engine/renewal/chain-names.ts';
import { isGone } from '../../functions/engine/renewal/removal.ts';
import { findRenewers } from '../renewer/find-renewers.ts';
import type { RenewerWiring } from '../renewer/wiring.ts';
import type { RenewerStatus } from './status-text.ts';

export type Reading = {
  found: RenewerStatus[];
  /** What could not be read, and may be a renewer too. */
  unreadable: RenewerError[];
  now: Date;
};

export type Asked = {
  /** @default - all certificates */
  certificateName?: string | undefined;
  /** @default - all renewers of the region */
  renewerName?: string | undefined;
  /** Of the next command, beside `--renewer`. @default - none */
  options?: string | undefined;
};

type ReadPorts = Pick<RenewerWiring, 'directory' | 'overviewOf' | 'bundleUrlOf'>;

/** @throws RenewerError for what AWS refuses, and `config-invalid` when there is no such renewer or certificate. */
export async function readStatus(ports: ReadPorts, asked: Asked, deadline: Deadline): Promise<Reading> {
  const { renewers, unreadable } = await findRenewers(ports.directory, asked.renewerName, deadline);
  const now = systemClock.now();
  const { certificateName } = asked;
  const read =
    certificateName === undefined
      ? renewers.map((renewer) => readAll(renewer, ports, now, deadline))
      : [readOne({ ...asked, certificateName }, renewers, ports, now, deadline)];
  return { found: (await Promise.all(read)).flat(), unreadable, now };
}

async function readAll(renewer: RenewerDescriptor, ports: ReadPorts, now: Date, deadline: Deadline) {
  const { certificates, isComplete, token } = await ports.overviewOf(renewer).listCertificates(deadline);
  const left = certificates.filter((known) => !isGone(known));
  const statuses = left.map((known) => certificateStatus(known, now)).toSorted(byUrgency);
  return [statusAt(renewer, ports, { statuses, isComplete, token })];
}

/** More than one renewer may have it. */
async function readOne(
  { certificateName, options }: Asked & { certificateName: string },
  renewers: readonly RenewerDescriptor[],
  ports: ReadPorts,
  now: Date,
  deadline: Deadline,
): Promise<RenewerStatus[]> {
  const read = renewers.map(async (renewer) => {
    const known = await ports.overviewOf(renewer).describeCertificate(certificateName, deadline);
    return known && !isGone(known) ? [{ renewer, known }] : [];
  });
  const found = (await Promise.all(read)).flat();
  if (found.length === 0) throw await noCertificate({ certificateName, options }, renewers, ports, deadline);
  return found.map(({ renewer, known }) => {
    const statuses = [certificateStatus(known, now)];
    return statusAt(renewer, ports, { statuses, isComplete: true });
  });
}

function statusAt(
  renewer: RenewerDescriptor,
  { bundleUrlOf }: ReadPorts,
  seen: Pick<RenewerStatus, 'statuses' | 'isComplete' | 'token'>,
): RenewerStatus {
  return { renewer, ...seen, bundleUrlOf: (certificateName) => bundleUrlOf(renewer, certificateName) };
}

/** Somebody may have meant a domain name, or another name that is near. */
async function noCertificate(
  { certificateName, options = '' }: Asked & { certificateName: string },
  renewers: readonly RenewerDescriptor[],
  { overviewOf }: ReadPorts,
  deadline: Deadline,
): Promise<RenewerError> {
  const lists = renewers.map(async (renewer) => {
    const { certificates } = await overviewOf(renewer).listCertificates(deadline);
    return certificates.map((known) => ({ renewerName: renewer.renewerName, known }));
  });
  const all = (await Promise.all(lists)).flat();
  const shown = printable(certificateName, 128);
  const meant = meantBy(certificateName, all);
  const where = renewers.map(({ renewerName }) => renewerName).join(', ');
  const advice = meant
    ? `${meant.words} \`dnscale-certs status ${meant.known.certificateName} --renewer ${meant.renewerName}${options}\` shows it.`
    : '`dnscale-certs status` lists the names.';
  return new RenewerError({
    code: 'config-invalid',
    disposition: 'person',
    message: `No certificate is called ${shown} at ${where}.`,
    advice,
  });
}

type Listed = { renewerName: string; known: KnownCertificate };

function meantBy(given: string, all: readonly Listed[]): (Listed & { words: string }) | undefined {
  const named = all.find(({ known }) => namesOf(known).includes(given.toLowerCase()));
  if (named) {
    const { known, renewerName } = named;
    return { ...named, words: `It is a name of the certificate ${known.certificateName} (${renewerName}).` };
  }
  const nearest = nearestTo(
    given,
    all.map(({ known }) => known.certificateName),
  );
  const one = all.find(({ known }) => known.certificateName === nearest);
  return one && { ...one, words: `Did you mean ${one.known.certificateName} (${one.renewerName})?` };
}
