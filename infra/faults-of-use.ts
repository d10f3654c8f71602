/**
 * What only the whole app shows of a certificate, once it is built: names and ARNs that are taken twice, a place where it
 * cannot be.
 */
import { type CustomResource, Stack, Stage, Token } from 'aws-cdk-lib';
import type { IConstruct } from 'constructs';
import { ASK_OR_ALLOW } from '../functions/engine/config/allowed-requests.ts';
import type { CertificateSettings } from '../functions/engine/config/renewer-config.ts';
import { findWrongRegions } from './wrong-regions.ts';

/** A certificate as it was declared. */
export type Declared = {
  /** Its construct. */
  place: IConstruct;
  certificateName: string;
  renewer: IConstruct & { readonly renewerName: string; _findNotAllowed?(asked: Asked): string[] };
  existingArns: readonly string[];
  resource: CustomResource;
  /** That it is imported into. */
  regions: readonly string[];
  /** Without one where its props have faults. */
  asked: Asked | undefined;
};

/** What it asks of its renewer. */
type Asked = CertificateSettings & { regions: string[] };

/** One line for each fault of `own` among all certificates and all constructs of the app. */
export function findFaultsOfUse(
  own: Declared,
  certificates: readonly Declared[],
  nodes: readonly IConstruct[],
): string[] {
  return [
    ...findFaultOfName(own, certificates),
    ...findFaultOfPlace(own),
    ...findFaultOfRequest(own),
    ...own.existingArns.flatMap((arn) => findFaultOfSharing(arn, own, certificates)),
    ...findWrongRegions(nodes, own),
  ];
}

function findFaultOfName(own: Declared, certificates: readonly Declared[]): string[] {
  const first = certificates.find((other) => isNamedAs(own, other));
  if (!first || first === own) return [];
  return [
    `certificateName: "${own.certificateName}" names ${first.place.node.path} too: give each certificate of a renewer a name of its own`,
  ];
}

function isNamedAs(own: Declared, other: Declared): boolean {
  const [mine, its] = [Stack.of(own.place), Stack.of(other.place)];
  const isSamePlace = mine.account === its.account && mine.region === its.region;
  return (
    isSamePlace &&
    Stage.of(own.place) === Stage.of(other.place) &&
    other.certificateName === own.certificateName &&
    other.renewer.renewerName === own.renewer.renewerName
  );
}

/** The renewer's service token is an export, which no other account and no other region sees. */
function findFaultOfPlace({ place, renewer }: Declared): string[] {
  const [own, its] = [Stack.of(place), Stack.of(renewer)];
  if (areKnownToDiffer(own.account, its.account)) {
    return [
      `renewer: ${renewer.node.path} is in the account ${its.account}, and this stack in ${own.account}: ACM's certificates serve their own account only, so give ${own.account} a renewer of its own`,
    ];
  }
  if (!areKnownToDiffer(own.region, its.region)) return [];
  return [
    `renewer: ${renewer.node.path} is in ${its.region}, and this stack in ${own.region}: declare the certificate in a stack in ${its.region}, with regions: ['${own.region}'], and pass the ARN on`,
  ];
}

function areKnownToDiffer(one: string, other: string): boolean {
  return one !== other && !Token.isUnresolved(one) && !Token.isUnresolved(other);
}

/** A renewer that is built in the app is known; the deployment would refuse the request in the same words. */
function findFaultOfRequest({ renewer, asked }: Declared): string[] {
  const faults = (asked && renewer._findNotAllowed?.(asked)) ?? [];
  if (faults.length === 0) return [];
  return [`renewer: ${renewer.node.path} does not allow ${faults.join(' and ')}. ${ASK_OR_ALLOW}`];
}

/** The same ARN may stand in another stage, which is another deployment of this certificate. */
function findFaultOfSharing(arn: string, own: Declared, certificates: readonly Declared[]): string[] {
  const first = certificates.find(
    ({ place, existingArns }) => Stage.of(place) === Stage.of(own.place) && existingArns.includes(arn),
  );
  if (!first || first === own) return [];
  return [
    `existingCertificateArns: ${first.place.node.path} takes ${arn} over too: give each ARN to one certificate`,
  ];
}
