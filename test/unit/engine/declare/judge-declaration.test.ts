import { describe, expect, it } from 'vitest';
import { orderHash } from '../../../../functions/engine/config/definition-hash.ts';
import {
  type DeclarationInput,
  judgeDeclaration,
} from '../../../../functions/engine/declare/judge-declaration.ts';
import type { Failure, Installation } from '../../../../functions/engine/renewal/state.ts';
import { aCertificateState, aDefinition, aStoredCertificate, NOW } from '../../../support/builders.ts';

const MINUTE_MS = 60_000;
const ARN = 'arn:aws:acm:eu-central-1:111122223333:certificate/1';
const US_ARN = 'arn:aws:acm:us-east-1:111122223333:certificate/2';

const later = (ms: number) => new Date(NOW.getTime() + ms);

/** Declared at NOW, asked two minutes later. */
function anInput(changes: Partial<DeclarationInput> = {}): DeclarationInput {
  return {
    definition: aDefinition(),
    state: undefined,
    startedAt: NOW,
    now: later(2 * MINUTE_MS),
    timeoutMs: 20 * MINUTE_MS,
    ...changes,
  };
}

const anInstallation = (changes: Partial<Installation> = {}): Installation => ({
  certificateArn: ARN,
  serial: '0a1b2c',
  importedAt: NOW,
  ...changes,
});

const aFailure = (changes: Partial<Failure> = {}): Failure => ({
  count: 1,
  code: 'zone-not-found',
  disposition: 'person',
  message: 'No zone at DNScale holds _acme-challenge.example.com: the token sees example.net. Add the zone.',
  step: 'preflight',
  at: later(MINUTE_MS),
  tookMs: MINUTE_MS / 2,
  ...changes,
});

const installed = aCertificateState({
  certificate: aStoredCertificate(),
  installations: { 'eu-central-1': anInstallation() },
});

const COMPLETE = {
  verdict: 'complete',
  notAfter: new Date('2027-01-30T00:00:00Z'),
  installed: { 'eu-central-1': ARN },
};

describe('judgeDeclaration', () => {
  it.each<[string, Partial<DeclarationInput>]>([
    ['the live version is installed', { state: installed }],
    [
      'its names are in another order',
      {
        definition: aDefinition({ domainNames: ['b.example.com', 'a.example.com'] }),
        state: {
          ...installed,
          certificate: aStoredCertificate({ domainNames: ['a.example.com', 'b.example.com'] }),
        },
      },
    ],
    ['its renewal fails for a person', { state: { ...installed, failure: aFailure() } }],
    [
      'its renewal fails and the time is over',
      { state: { ...installed, failure: aFailure() }, now: later(3_600_000) },
    ],
    [
      'a region still holds the version before, which is as defined',
      {
        state: {
          ...installed,
          installations: {
            'eu-central-1': anInstallation({
              serial: 'ffff',
              orderHash: orderHash(aDefinition()),
              notAfter: later(MINUTE_MS * 60),
            }),
          },
        },
      },
    ],
  ])('is complete when %s', (_, changes) => {
    expect(judgeDeclaration(anInput(changes))).toEqual(COMPLETE);
  });

  it('is complete without an ARN when only the store is asked for', () => {
    const definition = aDefinition({ regions: [] });
    const state = aCertificateState({ certificate: aStoredCertificate() });

    expect(judgeDeclaration(anInput({ definition, state }))).toEqual({ ...COMPLETE, installed: {} });
  });

  it('names the ARN of every region, and no other', () => {
    const definition = aDefinition({ regions: ['us-east-1', 'eu-central-1'] });
    const installations = {
      'eu-central-1': anInstallation(),
      'us-east-1': anInstallation({ certificateArn: US_ARN }),
      'eu-west-1': anInstallation({ certificateArn: 'arn:of-a-region-that-was-removed' }),
    };

    expect(judgeDeclaration(anInput({ definition, state: { ...installed, installations } }))).toEqual({
      ...COMPLETE,
      installed: { 'eu-central-1': ARN, 'us-east-1': US_ARN },
    });
  });

  it.each<[string, Partial<DeclarationInput>]>([
    ['no run has begun', {}],
    ['nothing is issued yet', { state: aCertificateState() }],
    [
      'a name is missing',
      { state: installed, definition: aDefinition({ domainNames: ['example.com', 'b.test'] }) },
    ],
    [
      'a name is too many',
      {
        state: { ...installed, certificate: aStoredCertificate({ domainNames: ['example.com', 'b.test'] }) },
      },
    ],
    ['the key is another', { state: installed, definition: aDefinition({ keyAlgorithm: 'RSA_2048' }) }],
    [
      'the CA is another',
      { state: installed, definition: aDefinition({ certificateAuthority: 'https://b.test/d' }) },
    ],
    ['the profile is another', { state: installed, definition: aDefinition({ profile: 'shortlived' }) }],
    ['it has expired', { state: { ...installed, certificate: aStoredCertificate({ notAfter: NOW }) } }],
    [
      'a region has none',
      { state: installed, definition: aDefinition({ regions: ['eu-central-1', 'us-east-1'] }) },
    ],
    [
      'a region holds one of another definition',
      {
        state: {
          ...installed,
          installations: {
            'eu-central-1': anInstallation({ serial: 'ff', orderHash: 'other', notAfter: later(1e9) }),
          },
        },
      },
    ],
    [
      'a region holds one as defined that has expired',
      {
        state: {
          ...installed,
          installations: {
            'eu-central-1': anInstallation({
              serial: 'ff',
              orderHash: orderHash(aDefinition()),
              notAfter: NOW,
            }),
          },
        },
      },
    ],
    [
      'a run failed for a passing reason',
      { state: aCertificateState({ failure: aFailure({ disposition: 'next-run' }) }) },
    ],
    [
      'a person was needed before the declaration',
      { state: aCertificateState({ failure: aFailure({ tookMs: MINUTE_MS + 1 }) }) },
    ],
    [
      'an earlier release failed before the declaration',
      { state: aCertificateState({ failure: aFailure({ tookMs: undefined, at: later(-1) }) }) },
    ],
    ['18 minutes are not over', { now: later(18 * MINUTE_MS - 1) }],
    ['the limit of its own is not over', { now: later(40 * MINUTE_MS), timeoutMs: 50 * MINUTE_MS }],
  ])('is not complete while %s', (_, changes) => {
    expect(judgeDeclaration(anInput(changes))).toMatchObject({ verdict: 'waiting' });
  });

  it('fails at once when a person is needed, in our own sentence', () => {
    expect(judgeDeclaration(anInput({ state: aCertificateState({ failure: aFailure() }) }))).toEqual({
      verdict: 'failed',
      sentence:
        'No zone at DNScale holds _acme-challenge.example.com: the token sees example.net. Add the zone.',
    });
  });

  it('fails with the last cause two minutes before the time-out', () => {
    const state = aCertificateState({
      failure: aFailure({ disposition: 'next-run', message: 'The CA at ca.test is down.' }),
    });

    expect(judgeDeclaration(anInput({ state, now: later(18 * MINUTE_MS) }))).toEqual({
      verdict: 'failed',
      sentence: 'example.com is not ready after 18 min: The CA at ca.test is down.',
    });
    expect(
      judgeDeclaration(anInput({ state, now: later(48 * MINUTE_MS), timeoutMs: 50 * MINUTE_MS })),
    ).toEqual({
      verdict: 'failed',
      sentence: 'example.com is not ready after 48 min: The CA at ca.test is down.',
    });
  });

  it('does not blame a failure from before the declaration for the time-out', () => {
    const state = aCertificateState({ failure: aFailure({ tookMs: MINUTE_MS + 1 }) });

    expect(judgeDeclaration(anInput({ state, now: later(18 * MINUTE_MS) }))).toEqual({
      verdict: 'failed',
      sentence:
        'example.com is not ready after 18 min: no run has ended yet; the log of the renew function says how far it is.',
    });
  });

  it.each([
    [30, undefined, false],
    [60, undefined, true],
    [80, undefined, false],
    [121, undefined, true],
    [70, 300, false],
    [299, 300, false],
    [300, 300, true],
    [304, 300, true],
    [305, 300, false],
    [320, 300, false],
    [361, 300, true],
    // It was due before the declaration, whose own message is under way.
    [30, -600, false],
  ])('after %i s, with the next check at %s s: is the message due? %s', (nowS, nextS, isDue) => {
    const nextCheckAt = nextS === undefined ? undefined : later(nextS * 1_000);
    const state = nextCheckAt && aCertificateState({ nextCheckAt });

    expect(judgeDeclaration(anInput({ state, now: later(nowS * 1_000) }))).toEqual({
      verdict: 'waiting',
      isDue,
    });
  });
});
