/** Errors of a revocation: what the CA says against it, and a state that names another certificate. */
import { PassThrough } from 'node:stream';
import { isRevocationAgreed } from '../../../../cli/revoke/agree.ts';
import { refused } from '../../../../functions/acme/ca-errors.ts';
import type { Conversation } from '../../../../functions/acme/conversation.ts';
import { parseProblem } from '../../../../functions/acme/problem.ts';
import { createRevocation } from '../../../../functions/acme/revocation.ts';
import { RenewerError } from '../../../../functions/engine/errors.ts';
import {
  type RevokePorts,
  revokeCertificates,
} from '../../../../functions/engine/revocation/revoke-certificates.ts';
import { aDescriptor, DIRECTORY_URL, NOW, noDeadline } from '../../../support/builders.ts';
import { issueTestCertificate } from '../../../support/certificates.ts';
import { createMemoryRecords, createRecordedEvents } from '../../../support/memory-ports.ts';
import type { ErrorText } from '../error-page.ts';

const SERIAL = '0a1b2c0a1b2c0a1b';

export const REVOCATION_TEXTS: ErrorText[] = [
  [
    'The CA refuses account and key.',
    () => revoke('unauthorized', 'The certificate is not associated with the account "4711"'),
  ],
  ['The CA does not take the reason.', () => revoke('badRevocationReason', 'Invalid revocation reason: 4')],
  ['The CA cannot revoke.', () => revoke('unauthorized', '', undefined)],
  ['A state names another certificate than its version holds.', revokeAnother],
  ['The deployment does not name the CA any more.', revokeElsewhere],
  ['Nobody can be asked whether `revoke` may.', askNobody],
];

function askNobody(): Promise<unknown> {
  const found = { renewer: aDescriptor(), known: { certificateName: 'example.com' } };
  const intention = {
    serial: SERIAL,
    reason: 'superseded',
    isAtOnce: false,
    isLive: true,
    isAgain: false,
  } as const;
  return isRevocationAgreed(
    found,
    intention,
    { readUses: async () => undefined },
    { stdin: new PassThrough(), stderr: new PassThrough() },
  );
}

async function aLeaf(): Promise<string> {
  return (await issueTestCertificate({ domainNames: ['example.com'], serialNumber: SERIAL })).leafPem;
}

async function revoke(type: string, detail: string, address: string | undefined = 'https://ca.test/revoke') {
  const problem = parseProblem({ type: `urn:ietf:params:acme:error:${type}`, detail });
  const offered = { profiles: [], caaIdentities: [] };
  const answer = async () => {
    throw refused({ host: 'ca.test', resource: 'revokeCert', status: 403, problem, now: NOW, ...offered });
  };
  const conversation: Conversation = {
    host: 'ca.test',
    call: answer,
    callRepeatedly: answer,
    callWithKey: answer,
  };
  const directory = { newNonce: '', newAccount: '', newOrder: '', ...(detail && { revokeCert: address }) };
  const revokeCertificate = createRevocation(conversation, { readDirectory: async () => directory });
  const request = { certificatePem: await aLeaf(), readPrivateKey: async () => undefined };
  return revokeCertificate({ ...request, reason: 'superseded' }, noDeadline());
}

function revokeElsewhere(): Promise<void> {
  return revokeListed(SERIAL, () => {
    throw new RenewerError({ code: 'config-invalid', disposition: 'person', message: 'not deployed' });
  });
}

function revokeAnother(): Promise<void> {
  return revokeListed('0f', () => ({ revokeCertificate: async () => undefined }));
}

async function revokeListed(serial: string, acmeServer: RevokePorts['acmeServer']): Promise<void> {
  const records = createMemoryRecords(undefined);
  const claim = await records.claim('example.com', { runId: 'run-1', runUntil: NOW }, noDeadline());
  if (!claim) throw new Error('no claim');
  const revocation = {
    serial,
    version: '20261101T000000Z-aaaaaa',
    certificateAuthority: DIRECTORY_URL,
    notAfter: NOW,
    reason: 'superseded' as const,
    isAtOnce: false,
    askedAt: NOW,
  };
  const ports = {
    acmeServer,
    store: { readLeaf: aLeaf, readKey: async () => undefined },
    clock: { now: () => NOW },
    events: createRecordedEvents(),
  };
  await revokeCertificates([revocation], { claim, deadline: noDeadline() }, ports);
}
