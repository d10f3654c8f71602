/**
 * Brings the definition's tags onto what ACM holds: ACM takes none with an import onto an ARN, and a changed tag needs no import.
 * A tag that was taken away stays, and an ARN that was handed to another certificate gets none. Tags never stand in the way
 * of a renewal: what fails is told, and tried again by the next run.
 */
import type { CertificateDefinition } from '../config/definition.ts';
import { tagsHash } from '../config/definition-hash.ts';
import type { Tags } from '../config/tags.ts';
import { asRenewerError } from '../errors.ts';
import { ownValue } from '../own-value.ts';
import type { EventSink } from '../ports/events.ts';
import type { StateClaim } from '../ports/records.ts';
import type { CertificateImporter } from '../ports/store.ts';
import type { Deadline } from '../ports/time.ts';
import type { Installation } from '../renewal/state.ts';
import { judgeOwn } from './existing-arns.ts';

export type TagJob = { definition: CertificateDefinition; claim: StateClaim; deadline: Deadline };
export type TagPorts = {
  importer: Pick<CertificateImporter, 'readExisting' | 'tagCertificate'>;
  events: EventSink;
};

export async function tagInstalled({ definition, claim, deadline }: TagJob, ports: TagPorts): Promise<void> {
  const { certificateName, regions, tags } = definition;
  if (tags === undefined) return;
  const wanted = tagsHash(tags);
  const { installations } = claim.state;
  const done = await Promise.all(
    regions.map(async (region): Promise<[string, Installation][]> => {
      const known = ownValue(installations, region);
      if (!known || known.released || known.tagsHash === wanted) return [];
      const target = { certificateName, region, certificateArn: known.certificateArn, tags };
      return (await tagOne(target, deadline, ports)) ? [[region, { ...known, tagsHash: wanted }]] : [];
    }),
  );
  const tagged = Object.fromEntries(done.flat());
  if (Object.keys(tagged).length === 0) return;
  await claim.write({ installations: { ...installations, ...tagged } }, deadline);
}

type Target = { certificateName: string; region: string; certificateArn: string; tags: Tags };

async function tagOne(target: Target, deadline: Deadline, { importer, events }: TagPorts): Promise<boolean> {
  const { certificateName, region, certificateArn } = target;
  try {
    const existing = await importer.readExisting(certificateArn, certificateName, region, deadline);
    judgeOwn(certificateArn, existing, certificateName);
    // Among them is the certificate's name: on an ARN of another it would take it back.
    await importer.tagCertificate(target, deadline);
    return true;
  } catch (thrown) {
    const why = asRenewerError(thrown).message;
    const message = `The certificate ${certificateName} in ACM of ${region} lacks tags that its stack gives it. It serves and is renewed all the same, and the next check tries again: ${why}`;
    events.emit({ event: 'warning', subject: certificateArn, message });
    return false;
  }
}
