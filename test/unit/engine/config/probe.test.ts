import { describe, expect, it } from 'vitest';
import { isCovered, parseProbe, probeTargets } from '../../../../functions/engine/config/probe.ts';
import { checkCertificate, validateConfig } from '../../../../functions/engine/config/validate.ts';

const INHERITED = { certificateAuthority: 'https://ca.internal/directory', extraWaitSeconds: 0 };

const certificate = (probe: unknown, more = {}) =>
  checkCertificate(
    { certificateName: 'web', domainNames: ['example.com', '*.example.com'], probe, ...more },
    INHERITED,
  );

describe('parseProbe', () => {
  it.each([
    ['www.example.com:443', { host: 'www.example.com', port: 443, protocol: 'tls' }],
    ['WWW.Example.com.:8443', { host: 'www.example.com', port: 8443, protocol: 'tls' }],
    ['mail.example.com:465', { host: 'mail.example.com', port: 465, protocol: 'tls' }],
    ['mail.example.com:587', { host: 'mail.example.com', port: 587, protocol: 'smtp' }],
    ['mail.example.com:143', { host: 'mail.example.com', port: 143, protocol: 'imap' }],
    ['mail.example.com:993', { host: 'mail.example.com', port: 993, protocol: 'tls' }],
    ['bücher.example:443', { host: 'xn--bcher-kva.example', port: 443, protocol: 'tls' }],
  ])('reads %s', (text, target) => {
    expect(parseProbe(text)).toEqual({ target });
  });

  it.each([
    ['www.example.com', '"www.example.com" is no host with a port, such as www.example.com:443'],
    ['https://www.example.com:443', /^"https:\/\/www\.example\.com" has the label /],
    ['', '"" is no host with a port, such as www.example.com:443'],
    ['*.example.com:443', '"*.example.com:443" is a wildcard: give a host that really answers'],
    ['192.0.2.1:443', '"192.0.2.1" is an IP address: only domain names can be validated by DNS'],
    ['www.example.com:0', '"www.example.com:0" has no port from 1 to 65535'],
    ['www.example.com:65536', '"www.example.com:65536" has no port from 1 to 65535'],
    [
      'mail.example.com:25',
      '"mail.example.com:25" asks at port 25, which Lambda lets nothing out to: give 465 or 587 of that server',
    ],
    [
      'www.example.com:80',
      '"www.example.com:80" asks at port 80, where no server begins with TLS: probes use STARTTLS at 587 (SMTP) and 143 (IMAP) only',
    ],
  ])('fails for %j', (text, fault) => {
    expect(parseProbe(text)).toEqual({
      fault: typeof fault === 'string' ? fault : expect.stringMatching(fault),
    });
  });
});

describe('probeTargets', () => {
  it('leaves out what it cannot read, as a later release may have written it', () => {
    expect(probeTargets(['www.example.com:443', 'ldap://dc.example.com'])).toEqual([
      { host: 'www.example.com', port: 443, protocol: 'tls' },
    ]);
    expect(probeTargets(undefined)).toEqual([]);
  });
});

describe('isCovered', () => {
  it.each([
    ['example.com', true],
    ['www.example.net', true],
    ['a.b.example.net', false],
    ['example.net', false],
    ['www.example.com', false],
  ])('has %s: %s', (host, expected) => {
    expect(isCovered(host, ['example.com', '*.example.net'])).toBe(expected);
  });
});

describe('a certificate with probes', () => {
  it('keeps them in canonical form, each once', () => {
    const checked = certificate(['WWW.example.com:443', 'www.example.com:443', 'example.com:465']);

    expect(checked).toMatchObject({ value: { probe: ['www.example.com:443', 'example.com:465'] } });
  });

  it('has none where the list is empty, so that no definition changes', () => {
    expect(certificate([])).toEqual(certificate(undefined));
  });

  it('is at fault for each probe that cannot work, all told at once', () => {
    expect(certificate(['mail.example.com:25', 'www.example.net:443', 5])).toEqual({
      faults: [
        'probe[0]: "mail.example.com:25" asks at port 25, which Lambda lets nothing out to: give 465 or 587 of that server',
        'probe[2]: "5" is no host with a port, such as www.example.com:443',
        'probe[1]: "www.example.net" is none of the certificate\'s names: every client refuses it there',
      ],
    });
  });

  it.each([
    [
      'www.example.com:443',
      'probe: given "www.example.com:443"; expected: a list of places such as www.example.com:443',
    ],
    [
      Array.from({ length: 21 }, (_, index) => `www${index}.example.com:443`),
      expect.stringMatching(/^probe: given .*; expected: at most 20 places$/),
    ],
  ])('fails for %j', (probe, fault) => {
    expect(certificate(probe)).toEqual({ faults: [fault] });
  });

  it('is judged the same in the configuration file', () => {
    const web = { domainNames: ['example.com'], probe: ['www.example.com:443'] };
    const input = { alertEmail: 'ops@example.com', termsOfServiceAgreed: true, certificates: { web } };

    expect(() => validateConfig(input, 'renewer.config.ts')).toThrow(
      'certificates.web.probe[0]: "www.example.com" is none of the certificate\'s names: every client refuses it there',
    );
  });
});
