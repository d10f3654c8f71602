/**
 * Requests of the account's root to IAM, STS, CloudFormation and CloudWatch. Written by hand: four more SDK clients would be
 * much for five calls, and no emulator checks the signatures of root's keys. Not for an account at AWS.
 */
import { Agent, request } from 'undici';

export type RootAccess = {
  endpoint: string;
  region: string;
  credentials: { accessKeyId: string };
  requestHandler?: { httpsAgent: { ca: string } };
};

export type RootRequest = {
  service: 'iam' | 'sts' | 'cloudformation' | 'monitoring';
  action: string;
  parameters?: Record<string, string>;
};

const API_VERSIONS = {
  iam: '2010-05-08',
  sts: '2011-06-15',
  cloudformation: '2010-05-15',
  monitoring: '2010-08-01',
};
const ANSWER_TIMEOUT_MS = 10_000;

/** Returns the answer's XML, whatever its status. Rejects when none comes in time. */
export async function askAsRoot(access: RootAccess, { service, action, parameters }: RootRequest) {
  const scope = `${access.credentials.accessKeyId}/20260101/${access.region}/${service}/aws4_request`;
  const { body } = await request(access.endpoint, {
    method: 'POST',
    headers: {
      authorization: `AWS4-HMAC-SHA256 Credential=${scope}, SignedHeaders=host, Signature=0`,
      'content-type': 'application/x-www-form-urlencoded',
    },
    body: new URLSearchParams({
      Action: action,
      Version: API_VERSIONS[service],
      ...parameters,
    }).toString(),
    dispatcher: new Agent({ connect: { ca: access.requestHandler?.httpsAgent.ca } }),
    signal: AbortSignal.timeout(ANSWER_TIMEOUT_MS),
  });
  return body.text();
}
