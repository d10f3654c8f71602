import { describe, expect, it } from 'vitest';
import { parseApiUrl } from '../../../functions/dnscale/api-url.ts';

describe('parseApiUrl', () => {
  it('splits the URL into origin and base path', () => {
    expect(parseApiUrl('https://api.dnscale.eu/v1')).toEqual({
      origin: 'https://api.dnscale.eu',
      basePath: '/v1',
    });
  });

  it('drops the slash at the end', () => {
    expect(parseApiUrl('https://api.dnscale.eu/v1/').basePath).toBe('/v1');
  });

  it.each([
    'http://127.0.0.1:8080/v1',
    'http://127.9.9.9/v1',
    'http://[::1]:8080/v1',
    'http://localhost:1/v1',
  ])('allows plain http on loopback: %s', (url) => {
    expect(parseApiUrl(url).basePath).toBe('/v1');
  });

  it.each([
    'http://api.dnscale.eu/v1',
    'http://localhost.example.com/v1',
    'http://127.0.0.1.example.com/v1',
    'http://10.0.0.1/v1',
    'ftp://api.dnscale.eu/v1',
    'file:///v1',
    'api.dnscale.eu/v1',
    'https://api.dnscale.eu/v1?key=1',
    'https://api.dnscale.eu/v1#top',
    'https://api.dnscale.eu',
    'https://api.dnscale.eu/v1/zones',
    '',
  ])('fails for %s', (url) => {
    expect(() => parseApiUrl(url)).toThrow(
      expect.objectContaining({ code: 'config-invalid', disposition: 'person', subject: 'apiUrl' }),
    );
  });

  it('fails for a password in the URL', () => {
    const parse = () => parseApiUrl('https://user:hunter2@api.dnscale.eu/v1');

    expect(parse).toThrow(/must not contain a user name or password/);
    expect(parse).not.toThrow(/hunter2/);
  });

  it.each([
    'http://user:hunter2@api.dnscale.eu/v1',
    'user:hunter2@api.dnscale.eu',
    'https://user:hunter2@api.dnscale.eu:port/v1',
    'https://user:hunter2@api.dnscale.eu/v1?key=1',
  ])('repeats no password whatever else is wrong: %s', (url) => {
    expect(() => parseApiUrl(url)).toThrow(/^(?!.*hunter2).*api\.dnscale\.eu/);
  });
});
