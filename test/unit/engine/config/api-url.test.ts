import { describe, expect, it } from 'vitest';
import { checkApiUrl } from '../../../../functions/engine/config/api-url.ts';

describe('checkApiUrl', () => {
  it('splits the URL into origin and base path', () => {
    expect(checkApiUrl('https://api.dnscale.eu/v1/')).toEqual({
      url: { origin: 'https://api.dnscale.eu', basePath: '/v1' },
    });
  });

  it.each(['http://127.0.0.1:8080/v1', 'http://127.9.9.9/v1', 'http://[::1]/v1', 'http://localhost/v1'])(
    'takes plain http on loopback: %s',
    (text) => {
      expect(checkApiUrl(text)).toHaveProperty('url');
    },
  );

  it.each([
    ['https://api-sandbox.dnscale.eu/v2', '/v2'],
    ['https://gateway.example.com/dnscale/v1/', '/dnscale/v1'],
    ['https://gateway.example.com/v2/dnscale/v1', '/v2/dnscale/v1'],
  ])('takes what ends with a version: %s', (text, basePath) => {
    expect(checkApiUrl(text)).toMatchObject({ url: { basePath } });
  });

  it.each([
    ['api.dnscale.eu/v1', 'it is not a URL'],
    ['http://api.dnscale.eu/v1', 'it must use https (http is allowed for loopback only)'],
    ['https://api.dnscale.eu/v1?a=b', 'it must not have a query or a fragment'],
    ['https://api.dnscale.eu/v1#a', 'it must not have a query or a fragment'],
    ['https://api.dnscale.eu', 'it must end with the version of the API, such as /v1'],
    ['https://api.dnscale.eu/', 'it must end with the version of the API, such as /v1'],
    ['https://api.dnscale.eu/api', 'it must end with the version of the API, such as /v1'],
    ['https://api.dnscale.eu/v1/zones', 'it must end with the version of the API: nothing may follow /v1'],
    ['https://api.dnscale.eu/v1//', 'it must end with the version of the API: nothing may follow /v1'],
  ])('says what is wrong with %s', (text, fault) => {
    expect(checkApiUrl(text)).toEqual({ fault, given: text });
  });

  it('does not repeat a password', () => {
    expect(checkApiUrl('https://user:hunter2@api.dnscale.eu/v1')).toEqual({
      fault: 'it must not contain a user name or password',
      given: 'https://api.dnscale.eu/v1',
    });
  });
});
