/** What ACM demands of the tags of a certificate, and of who adds them. */
import type { AcmBehaviour } from './behaviour.ts';
import { AcmRefusal } from './refusal.ts';
import type { AcmTag } from './shelf.ts';

const MAX_TAGS = 50;
/** The pattern of a value in ACM's API reference: no asterisk. */
const VALUE = /^[\p{L}\p{Z}\p{N}_.:/=+\-@]*$/u;

/** The tags themselves. @throws AcmRefusal */
export function checkTags(tags: AcmTag[], { tagRefusal, addTags }: AcmBehaviour): AcmTag[] {
  if (tags.length === 0) return tags;
  if (addTags === 'refused') throw tagsDenied();
  if (tagRefusal) throw new AcmRefusal(tagRefusal.type, tagRefusal.message);
  if (tags.length > MAX_TAGS) throw new AcmRefusal('TooManyTagsException', 'Too many tags.');
  if (tags.some(({ Key, Value }) => /^aws:/i.test(Key) || !VALUE.test(Value))) {
    throw new AcmRefusal('InvalidTagException', 'A tag is not valid.');
  }
  return tags;
}

export function tagsDenied(): AcmRefusal {
  const caller = 'arn:aws:sts::000000000000:assumed-role/renew/session';
  return new AcmRefusal(
    'AccessDeniedException',
    `User: ${caller} is not authorized to perform: acm:AddTagsToCertificate because no identity-based policy allows the acm:AddTagsToCertificate action`,
  );
}
