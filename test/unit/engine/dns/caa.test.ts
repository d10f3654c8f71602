import { describe, expect, it } from 'vitest';
import { judgeCaa, pinningRecord } from '../../../../functions/engine/dns/caa.ts';
import { caa } from './dns-in-memory.ts';

const ACCOUNT = 'https://ca.test/acct/1';

const judge = (texts: string[], domainName = 'example.com', accountUrl?: string) =>
  judgeCaa({
    records: texts.map(caa),
    foundAt: 'example.com',
    domainName,
    issuers: ['ca.test', 'ca.example'],
    accountUrl,
  });

describe('judgeCaa', () => {
  it.each([
    ['there are none', []],
    ['none of them is about issuing', ['0 iodef "mailto:ops@example.com"']],
    ['an unknown tag is not critical', ['0 future "x"']],
    ['a known tag is critical', ['128 issue "ca.test"', '128 iodef "mailto:a@example.com"']],
    ['they are about other kinds of certificates', ['128 issuemail "other.test"']],
    ['only issuewild is there', ['0 issuewild ";"']],
    ['one of them names the CA', ['0 issue "other.test"', '0 issue "ca.test"']],
    ['one of them names the CA by its other name', ['0 issue "ca.example"']],
    ['the case differs', ['0 issue "CA.Test"']],
    ['there are blanks and tabs', ['0 issue " \tca.test\t "', '0 issue "other.test"']],
    ['there is a lone semicolon behind the CA', ['0 issue "ca.test;"']],
    ['there are unknown parameters', ['0 issue "ca.test; policy=ev; x=1"']],
    ['the method is listed', ['0 issue "ca.test; validationmethods=http-01,dns-01"']],
    ['there are blanks about a parameter', ['0 issue "ca.test ; validationmethods = dns-01"']],
    [
      'another record lets in any method',
      ['0 issue "ca.test; validationmethods=http-01"', '0 issue "ca.test"'],
    ],
    ['issuewild forbids, for a name that is no wildcard', ['0 issue "ca.test"', '0 issuewild ";"']],
  ])('allows when %s', (_, texts) => {
    expect(judge(texts)).toMatchObject({ allowed: true });
  });

  it.each([
    ['they name another CA', ['0 issue "other.test"']],
    ['no CA is let in', ['0 issue ";"']],
    ['no CA is let in, in other words', ['0 issue ""']],
    ['the CA’s name is only the end of another', ['0 issue "not-ca.test"']],
    ['an unknown tag is critical', ['128 future "x"', '0 issue "ca.test"']],
    ['the method is not listed', ['0 issue "ca.test; validationmethods=http-01"']],
    ['the list of methods is empty', ['0 issue "ca.test; validationmethods="']],
    ['the list of methods is not well-formed', ['0 issue "ca.test; validationmethods=dns-01,,"']],
    ['the methods come twice', ['0 issue "ca.test; validationmethods=dns-01; validationmethods=dns-01"']],
    ['a parameter is not well-formed', ['0 issue "ca.test; nonsense"']],
    ['a parameter is empty between others', ['0 issue "ca.test; ; a=1"']],
  ])('forbids when %s', (_, texts) => {
    expect(judge(texts)).toMatchObject({ allowed: false });
  });

  // Boulder's filterCAA and caaDomainMatches: records of example.com, whether ca.test may issue.
  it.each<[texts: string[], allowed: boolean]>([
    [['0 issue "ca.test"', '128 issue "other.test"'], true],
    [['0 issue "ca.test"', '128 issuewild ";"'], true],
    [['0 issue "ca.test"', '128 iodef "mailto:ops@example.com"'], true],
    [['0 issue "ca.test"', '128 issuemail "other.test"'], true],
    [['0 issue "ca.test"', '128 issuevmc "other.test"'], true],
    [['0 issue "ca.test"', '1 issuevmc "other.test"'], true],
    [['0 issue "ca.test"', '128 IssueVMC "other.test"'], true],
    [['0 issue "ca.test"', '0 contactemail "ops@example.com"'], true],
    [['0 issue "ca.test"', '128 contactemail "ops@example.com"'], false],
    [['0 issue "ca.test"', '1 contactemail "ops@example.com"'], false],
    [['0 issue "ca.test"', '128 contactphone "+49 30 1"'], false],
    [['0 issue "ca.test"', '0 future "x"'], true],
    [['0 issue "ca.test"', '64 future "x"'], true],
    [['0 issue "ca.test"', '2 future "x"'], true],
    [['0 issue "ca.test"', '126 future "x"'], true],
    [['0 issue "ca.test"', '1 future "x"'], false],
    [['0 issue "ca.test"', '3 future "x"'], false],
    [['0 issue "ca.test"', '128 future "x"'], false],
    [['0 issue "ca.test"', '129 future "x"'], false],
    [['0 issue "ca.test"', '255 future "x"'], false],
    [['128 future "x"'], false],
    [['0 issue "CA.Test"'], true],
    [['128 issue "cA.tEST"'], true],
    [['1 issue "CA.TEST; validationmethods=dns-01"'], true],
    [['0 issue "Ca.Example;"'], true],
    [['0 issue "CA.Test.Example"'], false],
  ])('reads %j as Boulder does: %j', (texts, allowed) => {
    expect(judge(texts)).toMatchObject({ allowed });
  });

  it('shows the flags as they are', () => {
    expect(judge(['1 future "x"'])).toMatchObject({
      reason: expect.stringContaining('have 1 future "x": a critical tag'),
    });
  });

  it.each([
    ['issuewild names the CA', ['0 issue "other.test"', '0 issuewild "ca.test"'], true],
    ['issuewild names another', ['0 issue "ca.test"', '0 issuewild "other.test"'], false],
    ['issuewild lets no CA in', ['0 issue "ca.test"', '0 issuewild ";"'], false],
    ['there is only issue, which names the CA', ['0 issue "ca.test"'], true],
    ['there is only issue, which names another', ['0 issue "other.test"'], false],
  ])('judges a wildcard when %s', (_, texts, allowed) => {
    expect(judge(texts, '*.example.com')).toMatchObject({ allowed });
  });

  it('says when the verdict depends on the account', () => {
    const texts = [`0 issue "ca.test; accounturi=${ACCOUNT}"`];

    expect(judge(texts)).toEqual({ allowed: 'depends', needsAccountUrl: true });
    expect(judge(texts, 'example.com', ACCOUNT)).toMatchObject({ allowed: true });
    expect(judge(texts, 'example.com', `${ACCOUNT}0`)).toMatchObject({ allowed: false });
  });

  it('does not ask for the account when another record lets in any, or when the method forbids', () => {
    const pinned = `0 issue "ca.test; accounturi=${ACCOUNT}"`;

    expect(judge([pinned, '0 issue "ca.test"'])).toMatchObject({ allowed: true });
    expect(judge([pinned.replace('ca.test;', 'other.test;'), '0 issue "ca.test"'])).toMatchObject({
      allowed: true,
    });
    expect(judge([`0 issue "ca.test; validationmethods=http-01; accounturi=${ACCOUNT}"`])).toMatchObject({
      allowed: false,
    });
  });

  it('forbids two accounts in one record', () => {
    const texts = [`0 issue "ca.test; accounturi=${ACCOUNT}; accounturi=${ACCOUNT}"`];

    expect(judge(texts, 'example.com', ACCOUNT)).toMatchObject({ allowed: false });
  });

  it('says what was found where, and the record to add', () => {
    expect(judge(['0 issue "other.test"', '128 iodef "mailto:a@example.com"'], 'www.example.com')).toEqual({
      allowed: false,
      foundAt: 'example.com',
      reason:
        'the CAA records at example.com are 0 issue "other.test": none of them lets in ca.test or ca.example',
      recordToAdd: 'example.com. CAA 0 issue "ca.test"',
      remedy:
        'Add this record beside the others, at DNScale or wherever example.com is kept: `example.com. CAA 0 issue "ca.test"`',
    });
  });

  it('gives an issuewild record where issuewild forbids', () => {
    expect(judge(['0 issue "ca.test"', '0 issuewild ";"'], '*.example.com')).toMatchObject({
      recordToAdd: 'example.com. CAA 0 issuewild "ca.test"',
    });
  });

  it('gives a record as narrow as the existing one', () => {
    expect(judge(['0 issue "ca.test; validationmethods=http-01"'])).toMatchObject({
      reason: expect.stringContaining('but not by the validation method dns-01'),
      recordToAdd: 'example.com. CAA 0 issue "ca.test; validationmethods=dns-01"',
    });
    expect(judge([`0 issue "ca.test; accounturi=${ACCOUNT}"`], 'example.com', `${ACCOUNT}2`)).toMatchObject({
      reason: expect.stringContaining('but not for our account https://ca.test/acct/12'),
      recordToAdd:
        'example.com. CAA 0 issue "ca.test; validationmethods=dns-01; accounturi=https://ca.test/acct/12"',
    });
  });

  it('gives a name below an unknown critical tag records of its own', () => {
    expect(judge(['128 future "x"'], '*.www.example.com')).toMatchObject({
      reason: expect.stringContaining('128 future "x"'),
      recordToAdd: 'www.example.com. CAA 0 issue "ca.test"',
      remedy:
        'Remove that record, or give www.example.com CAA records of its own: `www.example.com. CAA 0 issue "ca.test"` ' +
        'If www.example.com exists only through a wildcard, give it a record of its own first.',
    });
    expect(judge(['128 future "x"'])).toMatchObject({ remedy: 'Remove that record.' });
  });

  it('makes foreign text printable, and shows five records', () => {
    const texts = ['0 issue "a\u001b[31mb"', ...Array.from({ length: 6 }, (_, i) => `0 issue "c${i}.test"`)];

    expect(judge(texts)).toMatchObject({ reason: expect.stringMatching(/"a \[31mb".* and 2 more: none/) });
  });
});

describe('pinningRecord', () => {
  it('pins CA, method and account', () => {
    expect(pinningRecord('example.com', 'letsencrypt.org', ACCOUNT)).toBe(
      'example.com. CAA 0 issue "letsencrypt.org; validationmethods=dns-01; accounturi=https://ca.test/acct/1"',
    );
  });

  it('takes the name of a wildcard', () => {
    expect(pinningRecord('*.example.com', 'letsencrypt.org', ACCOUNT)).toBe(
      'example.com. CAA 0 issue "letsencrypt.org; validationmethods=dns-01; accounturi=https://ca.test/acct/1"',
    );
  });
});
