/** The certificates that ACM holds in one region, and how they are found. */
import type { AcmBehaviour } from './behaviour.ts';
import type { Leaf } from './import-rules.ts';
import { AcmRefusal } from './refusal.ts';

export type AcmTag = { Key: string; Value: string };

export type HeldCertificate = {
  certificateArn: string;
  /** ACM issues the others itself. A test may set it. */
  type: 'IMPORTED' | 'AMAZON_ISSUED' | 'PRIVATE';
  leaf: Leaf;
  chainPem: string;
  tags: AcmTag[];
  inUseBy: string[];
  createdAt: Date;
  importedAt: Date;
  /** How often its tags were asked for, and how often all were listed, since it was made. */
  asked: { tags: number; lists: number };
};

export type Shelf = {
  region: string;
  behaviour: AcmBehaviour;
  /** Oldest first. */
  held: HeldCertificate[];
  /** When each import was done, those onto an ARN too. */
  importedAt: Date[];
};

export const ACCOUNT_ID = '000000000000';

export function createShelf(region: string, behaviour: AcmBehaviour): Shelf {
  return { region, behaviour, held: [], importedAt: [] };
}

export function findHeld({ held }: Shelf, arn = ''): HeldCertificate {
  const found = held.find(({ certificateArn }) => certificateArn === arn);
  if (found) return found;
  throw new AcmRefusal('ResourceNotFoundException', `Could not find certificate ${arn}.`);
}
