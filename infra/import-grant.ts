/**
 * What the renew function may do in ACM: create certificates that carry the renewer's tag, import onto those that carry it, and
 * delete them. So no mix-up of ours (a wrong ARN in a state, another renewer's certificate) replaces or deletes somebody else's
 * certificate. It does not stop whoever runs code of their own with this role: ACM tells tagging at an import from tagging
 * somebody else's certificate by no condition, and what has the tag can be replaced and, unless it is in use, deleted
 * (docs/security.md, "Accepted risks").
 */
import { ArnFormat, Stack } from 'aws-cdk-lib';
import type { PolicyStatementProps } from 'aws-cdk-lib/aws-iam';
import type { Construct } from 'constructs';
import { RENEWER_TAG, renewerTag } from '../functions/aws/certificate-tags.ts';
import type { AllowedRequests } from './allowed-requests.ts';
import type { HandlerFunction } from './handler-function.ts';
import { renewerNameOf } from './renewer-scope.ts';

/** Lets the function read what a certificate is to take over, and tells it the tag's value. */
export function grantReadCertificates(grantee: HandlerFunction<'renewer'>, allowed: AllowedRequests): void {
  grantee.setVariable('renewer', renewerTag(Stack.of(grantee).region, renewerNameOf(grantee)));
  allowReading(grantee, allowed);
}

/** Lets the function read what uses each certificate, and tells it which renewer's it is. */
export function grantReadUses(grantee: HandlerFunction<'renewer'>, allowed: AllowedRequests): void {
  grantee.setVariable('renewer', renewerTag(Stack.of(grantee).region, renewerNameOf(grantee)));
  allowInRegions(
    grantee,
    allowed,
    { actions: ['acm:DescribeCertificate'] },
    'Reads what uses a certificate. One that is gone has no tag: a condition would say "denied" for "gone".',
  );
}

function allowReading(grantee: HandlerFunction<'renewer'>, allowed: AllowedRequests): void {
  allowInRegions(
    grantee,
    allowed,
    { actions: ['acm:DescribeCertificate', 'acm:GetCertificate', 'acm:ListTagsForCertificate'] },
    'Reads public data. A certificate that is gone has no tag: a condition would say "denied" for "gone".',
  );
}

/** Lets the function import into ACM of these regions, and tells it the tag's value. */
export function grantImport(
  grantee: HandlerFunction<'stackName' | 'renewer'>,
  allowed: AllowedRequests,
): void {
  const renewerName = renewerNameOf(grantee);
  const renewer = renewerTag(Stack.of(grantee).region, renewerName);
  grantee.setVariable('stackName', renewerName);
  grantee.setVariable('renewer', renewer);
  allowImport(grantee, allowed, renewer);
  allowReading(grantee, allowed);
  grantee.allowWildcards(
    { actions: ['acm:ListCertificates'], resources: ['*'] },
    'ACM knows no narrower resource for a list; needed to find an own certificate after a lost answer.',
  );
}

function allowImport(grantee: HandlerFunction<'renewer'>, allowed: AllowedRequests, renewer: string): void {
  const allow = (actions: string[], StringEquals: Record<string, string>) =>
    allowInRegions(
      grantee,
      allowed,
      { actions, conditions: { StringEquals } },
      'ACM makes up the ARN of a certificate; the condition on the tag keeps imports and deletions to the certificates of this renewer.',
    );
  allow(['acm:ImportCertificate', 'acm:AddTagsToCertificate'], {
    [`aws:RequestTag/${RENEWER_TAG}`]: renewer,
  });
  // Deletion is for `removalPolicy: destroy`. It cannot depend on who declares that: the role changes before the withdrawal comes.
  allow(['acm:ImportCertificate', 'acm:DeleteCertificate'], {
    [`aws:ResourceTag/${RENEWER_TAG}`]: renewer,
  });
}

/** One statement for all of them, whose number is not known yet: what a role's policies may hold is limited. */
function allowInRegions(
  grantee: HandlerFunction<'renewer'>,
  allowed: AllowedRequests,
  statement: Pick<PolicyStatementProps, 'actions' | 'conditions'>,
  reason: string,
): void {
  let add: ((resource: string) => void) | undefined;
  allowed.forEachRegion((region) => {
    const certificates = anyCertificateIn(region, grantee);
    if (add) add(certificates);
    else add = grantee.allowWildcards({ ...statement, resources: [certificates] }, reason);
  });
}

function anyCertificateIn(region: string, scope: Construct): string {
  return Stack.of(scope).formatArn({
    service: 'acm',
    region,
    resource: 'certificate',
    resourceName: '*',
    arnFormat: ArnFormat.SLASH_RESOURCE_NAME,
  });
}
